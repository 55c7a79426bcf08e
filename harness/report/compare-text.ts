/** The terminal's report of a comparison: the two arms side by side, in 80 columns. */

import type { ArmRecord, CompareRecord } from '../record/compare-record.ts';
import { changeText, changeWithin, count, figureText, seconds, share } from '../verdict/figures.ts';
import { metricTitle } from '../verdict/metric-title.ts';
import { namedObjectives } from '../verdict/objectives/class-objectives.ts';
import { limitText } from '../verdict/objectives/limit-text.ts';
import { turningSentence } from '../verdict/sensitivity.ts';
import { headWord } from './head-word.ts';
import { type Cell, heads, table, wrap } from './layout.ts';
import { statusText, valueText } from './objective-text.ts';
import { orderRows, orderSentence } from './order-text.ts';
import { type Paint, plain } from './paint.ts';
import { differenceLines, NONE, unknownIn } from './target-text.ts';
import { type Order, textPage, verdictLines } from './text-page.ts';

const MEANS = 'Latency, CPU, hit ratio and memory are means of the times when load was near its highest.';

/** The whole report of a comparison. */
export function compareText(comparison: CompareRecord, paint: Paint = plain, order?: Order): string {
  const parts = [
    metricsPart(comparison, paint),
    orderPart(comparison, paint),
    objectivesPart(comparison, paint),
    settingsPart(comparison, paint),
  ];
  const { reasons } = comparison;
  return textPage(verdictLines(headWord(comparison), compareTitle(comparison), reasons, paint), parts, order);
}

/** `--quiet`: verdict, what was compared, the one thing to know, and what would turn it. */
export function compareLine(comparison: CompareRecord): string {
  const { verdict, baseline, candidate, reasons, sensitivity, against } = comparison;
  const names = `${candidate.cacheSettings.name} against ${baseline.cacheSettings.name}`;
  // Beside a reference the verdict is of them both, and what turns it was asked of the one.
  const asked = against === undefined ? sensitivity : undefined;
  const said = [reasons[0], asked === undefined ? null : turningSentence(asked, verdict)].filter(each => each != null);
  return `${headWord(comparison).toUpperCase()} ${baseline.script.name}, ${names}: ${said.join(' ')}`.trimEnd();
}

/** What was compared, in a few words. */
export function compareTitle({ baseline, candidate, failing }: CompareRecord): string {
  const { script, topology, clock, durationS, seed, arrivals } = baseline;
  const seeds = failing.seeds > 1 ? `${count(failing.seeds)} seeds from ${seed}` : `seed ${seed}`;
  return (
    `${candidate.cacheSettings.name} against ${baseline.cacheSettings.name}: ${script.name} on ${topology.name} ` +
    `(${clock}, ${seconds(durationS)}, ${seeds}, ${arrivals} arrivals)`
  );
}

function metricsPart({ baseline, candidate, differences, failing }: CompareRecord, paint: Paint): string[] {
  const isUnmeasured = ({ metric, ...values }: CompareRecord['differences'][number]): boolean =>
    values.baseline === null && values.candidate === null && unknownIn(candidate, metric) !== NONE;
  const rows = differences
    .filter(each => !isUnmeasured(each))
    .map(({ metric, change, interval, significant, ...values }) => [
      { text: significant ? '*' : '', show: (text: string) => paint('doubtful', text) },
      { text: metricTitle(metric) },
      { text: values.baseline === null ? NONE : figureText(metric, values.baseline), right: true },
      { text: values.candidate === null ? NONE : figureText(metric, values.candidate), right: true },
      { text: change === null ? '' : change === 0 ? 'none' : changeWithin(metric, change, interval) },
    ]);
  const [a, b] = armNames(baseline, candidate);
  const letPass = failing.seeds === 1 ? null : letPassSentence(differences);
  const unmeasured = differences.filter(isUnmeasured).map(({ metric }) => metricTitle(metric));
  return [
    paint('heading', 'Differences'),
    ...table([heads(['', '', `>${a}`, `>${b}`, changeHead(failing)], paint), ...rows]),
    ...(failing.seeds === 1
      ? wrap(MEANS, '  ', '  ')
      : wrap(`more than chance (95%, all rows together). Means over the seeds. ${MEANS}`, '  * ', '    ')),
    ...(letPass === null ? [] : wrap(letPass, '  ', '    ')),
    ...(unmeasured.length === 0 ? [] : wrap(`Not measured: ${unmeasured.join(', ')}.`, '  ', '  ')),
  ];
}

function orderPart({ order, baseline, candidate }: CompareRecord, paint: Paint): string[] {
  if (order === undefined) return [];
  const rows = orderRows(order).map(([metric, change]) => [{ text: metric }, { text: change, right: true }]);
  return [
    paint('heading', 'Order'),
    ...wrap(orderSentence(order, ...armNames(baseline, candidate)), '  ', '  '),
    ...(rows.length === 0 ? [] : table(rows)),
  ];
}

/** By how much each figure may get worse on average; null: none is judged by that. */
export function letPassSentence(differences: CompareRecord['differences']): string | null {
  const limits = differences.flatMap(({ metric, tolerance }) =>
    // Of all of them the hit ratio alone gets worse by falling.
    tolerance === null
      ? []
      : [`${metricTitle(metric)} ${changeText(metric, metric.endsWith('.hitRatio') ? -tolerance : tolerance)}`],
  );
  return limits.length === 0 ? null : `What is let pass: ${limits.join(', ')}.`;
}

/** What stands beside the arms: over several seeds with how sure it is. */
export function changeHead({ seeds }: Pick<CompareRecord['failing'], 'seeds'>): string {
  return seeds === 1 ? 'change' : 'change (95% interval)';
}

function objectivesPart({ baseline, candidate, failing }: CompareRecord, paint: Paint): string[] {
  const [a, b] = armNames(baseline, candidate);
  const theirs = new Map(namedObjectives(baseline));
  const rows = namedObjectives(candidate).map(([name, objective]) => {
    const other = theirs.get(name);
    return [
      { text: name },
      { text: limitText(objective) },
      other === undefined ? { text: '' } : judged(other, paint),
      judged(objective, paint),
    ];
  });
  const verdicts = [
    { text: 'verdict' },
    { text: '' },
    { text: baseline.verdict.toUpperCase() },
    { text: candidate.verdict.toUpperCase() },
  ];
  const title = failing.seeds === 1 ? 'Objectives' : `Objectives, seed ${baseline.seed}`;
  const seeds = [
    { text: 'seeds that fail' },
    { text: '' },
    { text: ofSeeds(failing.baseline, failing) },
    { text: `${ofSeeds(failing.candidate, failing)}${ofAll(failing)}` },
  ];
  const rest = failing.seeds === 1 ? [verdicts] : [verdicts, seeds];
  return [paint('heading', title), ...table([heads(['', 'limit', a, b], paint), ...rows, ...rest])];
}

function ofSeeds(fail: number, { seeds }: CompareRecord['failing']): string {
  return `${count(fail)} of ${count(seeds)}`;
}

function ofAll({ seeds, candidate, candidateAtMost }: CompareRecord['failing']): string {
  return candidate === seeds ? '' : `, at most ${share(candidateAtMost)} of all (95%)`;
}

function judged(objective: ArmRecord['objectives'][number], paint: Paint): Cell {
  const text =
    objective.value === null ? statusText(objective.status) : `${valueText(objective)} ${statusText(objective.status)}`;
  return objective.status === 'broken' ? { text, show: shown => paint('bad', shown) } : { text };
}

/** What differs between the arms, and how often each such knob did something in them. */
function settingsPart({ baseline, candidate }: CompareRecord, paint: Paint): string[] {
  const [mine, theirs] = [candidate.cacheSettings.values, baseline.cacheSettings.values];
  const knobs = Object.keys(mine).filter(knob => mine[knob] !== theirs[knob]);
  if (knobs.length === 0) {
    const lines = differenceLines(candidate).flatMap(line => wrap(line, '  ', '    '));
    return lines.length === 0 ? [] : [paint('heading', 'Settings'), ...lines];
  }
  const [a, b] = armNames(baseline, candidate);
  const rows = knobs.map(knob => [
    { text: knob },
    { text: theirs[knob] ?? '' },
    { text: mine[knob] ?? '' },
    { text: `${times(baseline.knobs[knob], candidate)} / ${times(candidate.knobs[knob], candidate)}` },
  ]);
  return [paint('heading', 'Settings'), ...table([heads(['', a, b, 'acted, times in each'], paint), ...rows])];
}

function times(value: number | undefined, arm: ArmRecord): string {
  return value === undefined ? unknownIn(arm) : count(value);
}

/** The settings' names, or what tells the arms apart where both have the same. */
function armNames(baseline: ArmRecord, candidate: ArmRecord): [string, string] {
  const [a, b] = [baseline.cacheSettings.name, candidate.cacheSettings.name];
  return a === b ? [`${a} (A)`, `${b} (B)`] : [a, b];
}
