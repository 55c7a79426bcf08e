import type { ArmRecord } from '../../record/compare-record.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { count, rate, seconds } from '../../verdict/figures.ts';
import { type Content, html, type Markup } from './markup.ts';
import { scaledRate } from './scaled.ts';
import { facts } from './table.ts';
import { instantText } from './verdict-part.ts';

/** What was run, by name and fingerprint: who has the same three and the same seed gets the same virtual drill. */
export function setupFacts(run: ArmRecord): Markup {
  const { script, topology, cacheSettings, clock, seed, arrivals, startedAt, durationS } = run;
  const { scale } = topology;
  return facts([
    ['script', html`${script.path} ${print(script.fingerprint)}`],
    ['topology', html`${topology.name} ${print(topology.fingerprint)}`],
    ['cache settings', html`${cacheSettings.name} ${print(cacheSettings.fingerprint)}`],
    ['clock', clock === 'virtual' ? 'virtual: the same for the same seed' : 'live: real sockets, real time'],
    ['seed, arrivals', `${seed}, ${arrivals}`],
    ['begun, duration', `${instantText(startedAt)}, ${seconds(durationS)}`],
    ['users', count(topology.users)],
    ['timeout of the proxy', seconds(topology.timeoutMs / 1000)],
    ['regional peak', rate(topology.peakPerSecond)],
    ...(scale === 1 ? [] : [['at real scale', realScale(topology)] as const]),
  ]);
}

/** The same of several drills, whatever they were for. @param seeds of all of them */
export function drillFacts(
  drilled: Pick<RunRecord, 'script' | 'topology' | 'startedAt'> &
    Partial<Pick<RunRecord, 'cacheSettings' | 'clock' | 'arrivals'>>,
  seeds: readonly number[],
): (readonly [name: string, value: Content])[] {
  const { script, topology, cacheSettings, clock, arrivals, startedAt } = drilled;
  return [
    ['script', html`${script.name} ${print(script.fingerprint)}`],
    ['topology', html`${topology.name} ${print(topology.fingerprint)}`],
    ...(cacheSettings === undefined
      ? []
      : [['cache settings', html`${cacheSettings.name} ${print(cacheSettings.fingerprint)}`] as const]),
    ...(clock === undefined ? [] : [['clock', clock] as const]),
    [seeds.length === 1 ? 'seed' : 'seeds', seeds.join(', ')],
    ...(arrivals === undefined ? [] : [['arrivals', arrivals] as const]),
    ['begun', instantText(startedAt)],
    ['timeout of the proxy', seconds(topology.timeoutMs / 1000)],
    ['regional peak', scaledRate(topology.peakPerSecond, topology.scale)],
  ];
}

function print(fingerprint: string): Content {
  return html`<code>${fingerprint}</code>`;
}

function realScale({ scale, users, peakPerSecond, pools }: ArmRecord['topology']): string {
  const instances = Object.entries(pools).flatMap(([name, pool]) =>
    pool.instances === null ? [] : [`${count(pool.instances * scale)} instances of ${name}`],
  );
  return `one instance here stands for ${count(scale)}: peak ${rate(peakPerSecond * scale)}, ${count(users * scale)} users, ${instances.join(', ')}`;
}
