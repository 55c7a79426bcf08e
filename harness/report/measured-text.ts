/** The parts of a run's text that say what was measured: pools, requests, the load generator, and all of it at real scale. */

import type { MeasuredRun } from '../record/run-record.ts';
import { count, ms, rate, share } from '../verdict/figures.ts';
import { latenessSentence } from '../verdict/lateness.ts';
import { type Cell, heads, table, wrap } from './layout.ts';
import type { Paint } from './paint.ts';
import { serversSentence } from './servers-sentence.ts';
import { unknownIn } from './target-text.ts';
import { tierSentence } from './tier-sentence.ts';

/** Longer lists are for the record. */
const MOST_NAMES = 10;

/** The figures of a pool, each with its title. */
const POOL_FIGURES = [
  ['peak CPU', 'peakCpu', share],
  ['hold CPU', 'holdCpu', share],
  ['memory', 'peakMemory', share],
  ['queue', 'peakQueue', count],
  ['hit ratio', 'hitRatio', share],
  ['fills/s', 'cacheFillPerSecond', count],
  ['restarts', 'restarts', count],
] as const;

export function poolsPart(
  { pools, directory, cacheTier, proxyServers, knobs, target }: MeasuredRun,
  paint: Paint,
): string[] {
  // Of a target what nobody measured has no column: the target's own part says so.
  const figures = POOL_FIGURES.filter(
    ([, key]) => target === undefined || Object.values(pools).some(pool => pool[key] !== null),
  );
  const titles = ['pool', ...figures.map(([title]) => `>${title}`)];
  const none = unknownIn({ target });
  const rows =
    figures.length === 0
      ? []
      : Object.entries(pools).map(([name, pool]) => [
          { text: name },
          ...figures.map(([, key, text]) => right(pool[key], text, none)),
        ]);
  const { peakConcurrency, reads } = directory;
  const lines = [paint('heading', 'Pools'), ...(rows.length === 0 ? [] : table([heads(titles, paint), ...rows]))];
  if (peakConcurrency !== null) {
    const total = reads === null ? '' : `, ${count(reads)} reads`;
    const what = target === undefined ? 'directory' : 'store';
    lines.push(`  ${what}: ${count(peakConcurrency)} slots in use at most${total}`);
  }
  if (proxyServers !== undefined) lines.push(...wrap(serversSentence(proxyServers), '  ', '    '));
  if (cacheTier !== undefined) lines.push(...wrap(tierSentence(cacheTier), '  ', '    '));
  lines.push(
    ...entriesPart(pools, paint),
    ...throttledPart(pools),
    ...workPart(pools, 'contention made', ({ peakContention }) => peakContention),
    ...workPart(pools, 'instances made that had just come', ({ peakWarming }) => peakWarming),
    ...scaledPart(pools),
    ...connectionsPart(pools),
  );
  const acted = Object.entries(knobs).filter(([, times]) => times > 0);
  const idle = Object.entries(knobs).filter(([, times]) => times === 0);
  const parts = [
    ...(acted.length === 0 ? [] : [acted.map(([knob, times]) => `${knob} ${count(times)}`).join(', ')]),
    ...(idle.length === 0 ? [] : [`never: ${idle.map(([knob]) => knob).join(', ')}`]),
  ];
  if (parts.length > 0) lines.push(...wrap(`knobs acted: ${parts.join('; ')}`, '  ', '    '));
  return lines.length > 1 ? lines : [];
}

/** Hit ratios by kind of entry, where there are several. */
function entriesPart(pools: MeasuredRun['pools'], paint: Paint): string[] {
  const rows = Object.entries(pools).flatMap(([pool, { entries = {} }]) =>
    Object.entries(entries).map(([entry, figures]) => [
      { text: entry },
      { text: pool },
      right(figures.lookups, count),
      right(figures.hitRatio, share),
      right(figures.stale, count),
      right(figures.coalesced, count),
    ]),
  );
  const titles = ['entry', 'pool', '>lookups', '>hit ratio', '>stale', '>waited'];
  return rows.length === 0 ? [] : table([heads(titles, paint), ...rows]);
}

function scaledPart(pools: MeasuredRun['pools']): string[] {
  const parts = Object.entries(pools).flatMap(([pool, { instances }]) =>
    instances === undefined ? [] : [`${pool} ${count(instances.fewest)} to ${count(instances.most)}`],
  );
  return parts.length === 0 ? [] : wrap(`instances, by autoscaler: ${parts.join(', ')}`, '  ', '    ');
}

function workPart(
  pools: MeasuredRun['pools'],
  made: string,
  peak: (figures: MeasuredRun['pools'][string]) => number | null | undefined,
): string[] {
  const parts = Object.entries(pools).flatMap(([pool, figures]) => {
    const most = peak(figures) ?? null;
    return most === null ? [] : [`${pool} ${share(most)}`];
  });
  return parts.length === 0 ? [] : wrap(`work that ${made}, at worst: ${parts.join(', ')}`, '  ', '    ');
}

function connectionsPart(pools: MeasuredRun['pools']): string[] {
  const parts = Object.entries(pools).flatMap(([pool, { connections }]) => {
    if (connections === undefined) return [];
    const { peak, opened, refused } = connections;
    const vain = refused > 0 ? `, ${count(refused)} calls waited in vain` : '';
    return [`${pool} ${share(peak)} in use at one instance, ${count(opened)} opened${vain}`];
  });
  return parts.length === 0 ? [] : wrap(`connections to the directory: ${parts.join('; ')}`, '  ', '    ');
}

function throttledPart(pools: MeasuredRun['pools']): string[] {
  const parts = Object.entries(pools).flatMap(([pool, { peakThrottled }]) =>
    peakThrottled === undefined || peakThrottled === null ? [] : [`${pool} ${share(peakThrottled)} of a second`],
  );
  return parts.length === 0 ? [] : wrap(`CPU quota used up, at worst: ${parts.join(', ')}`, '  ', '    ');
}

export function requestsPart({ requests, classes = [] }: MeasuredRun, paint: Paint): string[] {
  const { offered, good, errors, decided, unexpected, interrupted, byStatus, byFailure, byReason } = requests;
  const totals = [
    `${count(offered)} offered`,
    `${count(good)} good`,
    `${count(errors)} failed${decided === undefined ? '' : ` (${count(decided)} of them throttled, as ordered)`}`,
  ];
  if (unexpected > 0) totals.push(`${count(unexpected)} unexpected`);
  if (interrupted > 0) totals.push(`${count(interrupted)} interrupted`);
  const lines = [paint('heading', 'Requests'), ...wrap(totals.join(', '), '  ', '    ')];
  const how = { ...byStatus, ...byFailure };
  if (Object.keys(how).length > 0) lines.push(...wrap(`by status: ${counted(how)}`, '  ', '    '));
  if (Object.keys(byReason).length > 0) lines.push(...wrap(`by reason: ${counted(byReason)}`, '  ', '    '));
  if (offered > 0) {
    lines.push(
      ...table([
        heads(['', '>p50', '>p90', '>p95', '>p99', '>max'], paint),
        [{ text: 'response time, from due' }, ...percentiles(requests.responseTimeMs)],
        [{ text: 'service time, from sent' }, ...percentiles(requests.serviceTimeMs)],
      ]),
    );
  }
  const { byName } = requests;
  lines.push(...classesPart(classes, paint));
  // One alone is all of them.
  if (byName.length > 1) lines.push(...namesPart(byName, paint));
  return lines;
}

function classesPart(classes: NonNullable<MeasuredRun['classes']>, paint: Paint): string[] {
  const rows = classes.map(({ name, offered, good, refused, timeouts, errors, objectives }) => [
    { text: name },
    ...[offered, good, refused, timeouts, errors - refused - timeouts].map(value => right(value, count)),
    {
      text: objectives
        .map(each => `${each.name} ${each.value === null ? '–' : share(each.value)} of ${share(each.limit)}`)
        .join(', '),
    },
  ]);
  const titles = ['by class', '>offered', '>good', '>refused', '>timed out', '>failed', 'objectives'];
  return rows.length === 0 ? [] : table([heads(titles, paint), ...rows]);
}

function namesPart(byName: MeasuredRun['requests']['byName'], paint: Paint): string[] {
  const rows = byName
    .slice(0, MOST_NAMES)
    .map(({ name, ended, good, responseTimeMs }) => [
      { text: name === '' ? '(no name)' : name },
      right(ended, count),
      right(ended - good, count),
      ...[responseTimeMs.p50, responseTimeMs.p95, responseTimeMs.max].map(value => right(value, ms)),
    ]);
  const more = byName.length - MOST_NAMES;
  return [
    ...table([heads(['by name', '>ended', '>not good', '>p50', '>p95', '>max'], paint), ...rows]),
    ...(more > 0 ? [`  … and ${count(more)} more`] : []),
  ];
}

export function generatorPart({ generator }: MeasuredRun, paint: Paint): string[] {
  const { dueIterations, droppedIterations, completedIterations, failedIterations, interruptedIterations } = generator;
  const { lagMs, queued, repeated, lateness } = generator;
  const again = repeated === 0 ? '' : `, ${count(repeated)} sent once more: their idle connection had been closed`;
  const iterations = [
    `${count(dueIterations)} iterations due`,
    `${count(droppedIterations)} dropped`,
    `${count(completedIterations)} completed`,
    `${count(failedIterations)} failed`,
    `${count(interruptedIterations)} interrupted`,
  ];
  const lag = `lag p50 ${orNone(lagMs.p50, ms)}, p99 ${orNone(lagMs.p99, ms)}, max ${orNone(lagMs.max, ms)}`;
  return [
    paint('heading', 'Load generator'),
    ...wrap(iterations.join(', '), '  ', '    '),
    ...wrap(`${lag}; ${count(queued)} requests queued in the client${again}`, '  ', '    '),
    ...(lateness === undefined ? [] : wrap(latenessSentence(lateness), '  ', '    ')),
  ];
}

export function scalePart({ topology, timeouts }: MeasuredRun, paint: Paint): string[] {
  const { scale, peakPerSecond, pools } = topology;
  if (scale === 1) return [];
  const real = (perSecond: number): string => rate(perSecond * scale);
  const instances = Object.entries(pools).flatMap(([name, pool]) =>
    pool.instances === null ? [] : [`${name} ${count(pool.instances * scale)} instances`],
  );
  const parts = [`peak ${real(peakPerSecond)}`, ...instances];
  if (timeouts.onsetRatePerSecond !== null) parts.push(`timeouts from ${real(timeouts.onsetRatePerSecond)} planned`);
  if (timeouts.onsetPool !== null && timeouts.onsetPoolRatePerSecond !== null) {
    parts.push(`${real(timeouts.onsetPoolRatePerSecond)} on ${timeouts.onsetPool}`);
  }
  return [
    paint('heading', 'At real scale'),
    ...wrap(`one instance here stands for ${count(scale)}: ${parts.join(', ')}`, '  ', '    '),
  ];
}

function right(value: number | null, text: (value: number) => string, none = '–'): Cell {
  return { text: value === null ? none : text(value), right: true };
}

function orNone(value: number | null, text: (value: number) => string): string {
  return value === null ? '–' : text(value);
}

function percentiles({ p50, p90, p95, p99, max }: MeasuredRun['requests']['responseTimeMs']): Cell[] {
  return [p50, p90, p95, p99, max].map(value => right(value, ms));
}

function counted(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => `${count(times)} × ${name}`)
    .join(', ');
}
