/** The terminal's report of one run: 80 columns, the verdict first, everything from the record. */
import { count, ms, NO_DATA, rate, seconds, share } from '../verdict/figures.ts';
import { limitText } from '../verdict/sentences.ts';
import type { ArmRecord } from './compare-record.ts';
import { type Cell, heads, table, wrap } from './layout.ts';
import { remarkText, statusText, thresholdStatus, thresholdValue, valueText } from './objective-text.ts';
import { type Paint, plain, type Tone } from './paint.ts';

type Status = ArmRecord['objectives'][number]['status'];

/** Longer lists are for the record. */
const MOST_ROUTES = 5;
const MOST_MARKS = 30;
const VERDICT_TONES = { pass: 'good', fail: 'bad', inconclusive: 'doubtful' } as const;
const STATUS_TONES: Record<Status, Tone> = {
  ok: 'good',
  broken: 'bad',
  'not-applicable': 'faint',
  'no-data': 'doubtful',
};

/** The whole report of a run. */
export function runText(run: ArmRecord, paint: Paint = plain): string {
  const parts = [
    verdictPart(run, paint),
    onsetPart(run, paint),
    objectivesPart(run, paint),
    thresholdsPart(run, paint),
    timelinePart(run, paint),
    poolsPart(run, paint),
    requestsPart(run, paint),
    generatorPart(run, paint),
    scalePart(run, paint),
  ];
  return `${parts
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** `--quiet`: verdict, what ran, and the one thing to know. */
export function runLine(run: ArmRecord): string {
  return `${run.verdict.toUpperCase()} ${run.script.name} with ${run.cacheSettings.name}: ${run.reasons[0] ?? ''}`.trimEnd();
}

/** What was run, in a few words. */
export function runTitle({ script, cacheSettings, topology, clock, durationS, seed, arrivals }: ArmRecord): string {
  return `${script.name} with ${cacheSettings.name} on ${topology.name} (${clock}, ${seconds(durationS)}, seed ${seed}, ${arrivals} arrivals)`;
}

function verdictPart(run: ArmRecord, paint: Paint): string[] {
  const word = run.verdict.toUpperCase();
  const [first = '', ...more] = wrap(`${word}  ${runTitle(run)}`, '', ' '.repeat(word.length + 2));
  const title = [paint(VERDICT_TONES[run.verdict], word) + first.slice(word.length), ...more];
  const reasons = run.reasons.flatMap(reason => wrap(reason, '  • ', '    '));
  const settings = `Settings: ${settingsText(run)}.`;
  return [...title, ...reasons, ...wrap(settings, '  ', '    ')];
}

/** The settings under test, and in what they differ from the baseline. */
export function settingsText({ cacheSettings: { name, baseline, differences } }: ArmRecord): string {
  if (differences.length === 0) return `${name}, no difference from the baseline`;
  const changes = differences.map(({ knob, from, to }) => `${knob}: ${from} → ${to}`).join(', ');
  return `${name}, differing from ${baseline} in ${changes}`;
}

function onsetPart({ timeouts, cause }: ArmRecord, paint: Paint): string[] {
  if (timeouts.count === 0) return [];
  const { onsetS, firstS, recoveredS, metastable, onsetPool } = timeouts;
  const rows: [string, string][] = [];
  if (onsetS === null) rows.push(['scattered', `first in second ${firstS}, never sustained`]);
  else {
    rows.push(['began', `second ${onsetS}`]);
    rows.push(['planned load', perSecond(timeouts.onsetRatePerSecond)]);
    if (onsetPool !== null) rows.push([`load on ${onsetPool}`, perSecond(timeouts.onsetPoolRatePerSecond)]);
    if (timeouts.afterFailoverS !== null) rows.push(['after failover', seconds(timeouts.afterFailoverS)]);
  }
  if (cause !== null && cause.atS !== null) {
    const what = cause.pool === null ? 'directory' : `${resourceText(cause.resource)} of ${cause.pool}`;
    rows.push(['full first', `${what}, from second ${cause.atS}`]);
  }
  for (const route of timeouts.routes.slice(0, MOST_ROUTES)) {
    const from = route.onsetS === null ? 'scattered' : `from second ${route.onsetS}`;
    const name = route.name === '' ? '(no name)' : route.name;
    rows.push(['route', `${name}: ${count(route.count)} (${share(route.share)}), ${from}`]);
  }
  const more = timeouts.routes.length - MOST_ROUTES;
  if (more > 0) rows.push(['', `and ${count(more)} more routes`]);
  if (recoveredS !== null) rows.push(['service back', `second ${seconds(recoveredS).replace(/ s$/, '')}`]);
  if (metastable === true) rows.push(['service back', 'never: it stays down by itself (metastable)']);
  return [paint('heading', 'Timeouts'), ...table(rows.map(([name, value]) => [faint(name, paint), { text: value }]))];
}

function objectivesPart({ objectives }: ArmRecord, paint: Paint): string[] {
  if (objectives.length === 0) return [];
  const rows = objectives.map(objective => [
    statusCell(objective.status, paint),
    { text: objective.name },
    { text: limitText(objective) },
    { text: valueText(objective), right: true },
    { text: remarkText(objective) },
  ]);
  return [paint('heading', 'Objectives'), ...table([heads(['', 'name', 'limit', '>value', 'margin'], paint), ...rows])];
}

function thresholdsPart({ thresholds }: ArmRecord, paint: Paint): string[] {
  if (thresholds.length === 0) return [];
  const rows = thresholds.map(threshold => [
    statusCell(thresholdStatus(threshold), paint),
    { text: threshold.metric },
    { text: threshold.expression },
    { text: thresholdValue(threshold) },
  ]);
  return [paint('heading', 'Thresholds'), ...table([heads(['', 'metric', 'expression', 'value'], paint), ...rows])];
}

function timelinePart({ timeline, timeouts, cause }: ArmRecord, paint: Paint): string[] {
  const marks = [
    ...timeline.map(({ atS, operation, target, detail }) => ({
      atS,
      what: operation,
      where: target,
      detail,
      tone: null,
    })),
    ...mark(
      cause?.atS ?? null,
      `${resourceText(cause?.resource ?? null)} full`,
      cause?.pool ?? 'directory',
      '',
      'doubtful',
    ),
    ...mark(timeouts.onsetS, 'timeouts begin', timeouts.onsetPool ?? '', '', 'bad'),
    ...mark(timeouts.count === 0 ? null : timeouts.recoveredS, 'service back', '', '', 'good'),
  ].sort((a, b) => a.atS - b.atS);
  if (marks.length === 0) return [];
  const shown = marks.slice(0, MOST_MARKS);
  const rows = shown.map(({ atS, what, where, detail, tone }) => [
    { text: `${trimmed(atS)} s`, right: true },
    tone === null ? { text: what } : { text: what, show: (text: string) => paint(tone, text) },
    { text: where },
    { text: detail },
  ]);
  const more = marks.length - shown.length;
  const rest = more === 0 ? [] : [`  … and ${count(more)} more`];
  return [paint('heading', 'Timeline'), ...table(rows), ...rest];
}

function resourceText(resource: NonNullable<ArmRecord['cause']>['resource']): string {
  return resource === 'cpu' ? 'CPU' : resource === 'directory' ? 'slots' : (resource ?? '');
}

interface Mark {
  readonly atS: number;
  readonly what: string;
  readonly where: string;
  readonly detail: string;
  readonly tone: Tone | null;
}

function mark(atS: number | null, what: string, where: string, detail: string, tone: Tone): Mark[] {
  return atS === null ? [] : [{ atS, what, where, detail, tone }];
}

function poolsPart({ pools, directory, knobs }: ArmRecord, paint: Paint): string[] {
  const titles = ['pool', '>peak CPU', '>hold CPU', '>memory', '>queue', '>hit ratio', '>fills/s', '>restarts'];
  const rows = Object.entries(pools).map(([name, pool]) => [
    { text: name },
    ...[pool.peakCpu, pool.holdCpu, pool.peakMemory].map(value => right(value, share)),
    right(pool.peakQueue, count),
    right(pool.hitRatio, share),
    right(pool.cacheFillPerSecond, count),
    right(pool.restarts, count),
  ]);
  const { peakConcurrency, reads } = directory;
  const lines = [paint('heading', 'Pools'), ...(rows.length === 0 ? [] : table([heads(titles, paint), ...rows]))];
  if (peakConcurrency !== null) {
    const total = reads === null ? '' : `, ${count(reads)} reads`;
    lines.push(`  directory: ${count(peakConcurrency)} slots in use at most${total}`);
  }
  const acted = Object.entries(knobs).filter(([, times]) => times > 0);
  const idle = Object.entries(knobs).filter(([, times]) => times === 0);
  const parts = [
    ...(acted.length === 0 ? [] : [acted.map(([knob, times]) => `${knob} ${count(times)}`).join(', ')]),
    ...(idle.length === 0 ? [] : [`never: ${idle.map(([knob]) => knob).join(', ')}`]),
  ];
  if (parts.length > 0) lines.push(...wrap(`knobs acted: ${parts.join('; ')}`, '  ', '    '));
  return lines.length > 1 ? lines : [];
}

function requestsPart({ requests }: ArmRecord, paint: Paint): string[] {
  const { offered, good, errors, unexpected, interrupted, byStatus, byFailure, byReason } = requests;
  const totals = [`${count(offered)} offered`, `${count(good)} good`, `${count(errors)} failed`];
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
  return lines;
}

function generatorPart({ generator }: ArmRecord, paint: Paint): string[] {
  const { dueIterations, droppedIterations, completedIterations, failedIterations, interruptedIterations } = generator;
  const { lagMs, queued } = generator;
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
    ...wrap(`${lag}; ${count(queued)} requests queued in the client`, '  ', '    '),
  ];
}

function scalePart({ topology, timeouts }: ArmRecord, paint: Paint): string[] {
  const { scale, peakPerSecond, pools } = topology;
  if (scale === 1) return [];
  const real = (perSecond: number): string => rate(perSecond * scale);
  const instances = Object.entries(pools).map(([name, pool]) => `${name} ${count(pool.instances * scale)} instances`);
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

function statusCell(status: Status, paint: Paint): Cell {
  return { text: statusText(status), show: text => paint(STATUS_TONES[status], text) };
}

function faint(text: string, paint: Paint): Cell {
  return { text, show: shown => paint('faint', shown) };
}

function right(value: number | null, text: (value: number) => string): Cell {
  return { text: orNone(value, text), right: true };
}

function orNone(value: number | null, text: (value: number) => string): string {
  return value === null ? '–' : text(value);
}

function perSecond(value: number | null): string {
  return value === null ? NO_DATA : rate(value);
}

function percentiles({ p50, p90, p95, p99, max }: ArmRecord['requests']['responseTimeMs']): Cell[] {
  return [p50, p90, p95, p99, max].map(value => right(value, ms));
}

function counted(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => `${count(times)} × ${name}`)
    .join(', ');
}

function trimmed(atS: number): string {
  return String(Math.round(atS * 10) / 10);
}
