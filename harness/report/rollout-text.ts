/** The terminal's report of a rollout, in 80 columns. */

import type { RolloutRecord } from '../record/rollout-record.ts';
import { count, ms, seconds, share } from '../verdict/figures.ts';
import { stageText } from '../verdict/rollout.ts';
import { headWord } from './head-word.ts';
import { heads, table, wrap } from './layout.ts';
import { type Paint, plain } from './paint.ts';
import { type Order, textPage, verdictLines } from './text-page.ts';

const STAGE_TONES = { passed: 'good', breached: 'bad', 'not-reached': 'faint' } as const;
export const CANARY_TITLES = {
  errors: 'errors',
  latency: 'mean latency',
  cpu: 'CPU a request',
  'hit-ratio': 'hit ratio',
} as const;

export function rolloutText(record: RolloutRecord, paint: Paint = plain, order?: Order): string {
  const { accepted } = record;
  const parts = [
    stagesPart(record, paint),
    canaryPart(record, paint),
    accepted.length === 0 ? [] : wrap(`The canary was allowed to be worse in ${accepted.join(', ')}.`, '  ', '  '),
  ];
  return textPage(verdictLines(headWord(record), rolloutTitle(record), record.reasons, paint), parts, order);
}

/** `--quiet`: verdict and the one thing to know. */
export function rolloutLine(record: RolloutRecord): string {
  const { cacheSettings, reasons, blastRadius } = record;
  return `${headWord(record).toUpperCase()} rollout of ${cacheSettings.name}: ${reasons[0] ?? ''} Users with an error: ${usersText(blastRadius.users)}.`;
}

export function rolloutTitle({
  cacheSettings,
  script,
  topology,
  clock,
  durationS,
  seed,
  arrivals,
}: RolloutRecord): string {
  return (
    `Rollout of ${cacheSettings.name} (${changesText(cacheSettings)}) on ${topology.name} at the peak of ${script.name} ` +
    `(${clock}, ${seconds(durationS)}, seed ${seed}, ${arrivals} arrivals)`
  );
}

function changesText({ differences, baseline }: RolloutRecord['cacheSettings']): string {
  const changes = differences.map(({ knob, from, to }) => `${knob}: ${from} → ${to}`).join(', ');
  return changes === '' ? `as ${baseline}` : changes;
}

function stagesPart({ stages, topology, blastRadius }: RolloutRecord, paint: Paint): string[] {
  const rows = stages.map(stage => [
    { text: stage.startS === null ? '–' : `${stage.startS}–${stage.endS ?? ''} s`, right: true },
    { text: stage.outcome.replace('-', ' '), show: (text: string) => paint(STAGE_TONES[stage.outcome], text) },
    { text: stage.outcome === 'not-reached' ? '–' : usersText(stage.failedUsers), right: true },
    { text: stageText(stage, topology) },
  ]);
  const { users, share: part, requests } = blastRadius;
  const all =
    users === null || part === null
      ? `${count(requests)} requests failed in all; of how many users is not measured`
      : `${count(users)} users with an error in all, ${share(part)} of the region's`;
  const real = topology.scale === 1 || users === null ? '' : `; ${count(users * topology.scale)} at real scale`;
  return [
    paint('heading', 'Stages'),
    ...table([heads(['>seconds', '', '>users with an error', 'share of the instances'], paint), ...rows]),
    `  ${all}${real}`,
  ];
}

/** How many users; of a system that exists nobody knows who they are. */
export function usersText(users: number | null): string {
  return users === null ? 'not measured' : count(users);
}

function canaryPart({ stages }: RolloutRecord, paint: Paint): string[] {
  const rows = stages.flatMap(({ shares, analyses }) =>
    analyses.flatMap(({ phase, pool, metrics }) =>
      metrics.map(({ metric, canary, rest, worse }, i) => [
        { text: i === 0 ? shares.map(each => share(each)).join(', ') : '', right: true },
        { text: i === 0 ? `${phase}, ${pool}` : '' },
        { text: CANARY_TITLES[metric] },
        { text: canaryValue(metric, canary), right: true },
        { text: canaryValue(metric, rest), right: true },
        { text: worse ? 'WORSE' : '', show: (text: string) => paint('bad', text) },
      ]),
    ),
  );
  if (rows.length === 0) return [];
  return [
    paint('heading', 'Canary beside the rest'),
    ...table([heads(['>stage', '', '', '>canary', '>rest', ''], paint), ...rows]),
  ];
}

export function canaryValue(metric: keyof typeof CANARY_TITLES, value: number | null): string {
  if (value === null) return '–';
  return metric === 'latency' || metric === 'cpu' ? ms(value) : share(value);
}
