import type { CompareVerdict } from './compare-verdict.ts';
import type { ComparedRun, RunPair } from './compared-run.ts';
import { type FailingSeeds, failingSeeds, failingText, failsMore } from './failing-seeds.ts';
import { changeText, changeWithin, count, figureText, seconds } from './figures.ts';
import { latenessDoubt } from './lateness.ts';
import { type JudgedDifference, type MetricDifference, metricDifferences, orderOf } from './metric-difference.ts';
import { metricTitle } from './metric-title.ts';
import { OBJECTIVES } from './objectives/objectives.ts';
import type { OrderEffect } from './order-effect.ts';
import { startDoubts, unprovenStart } from './same-start.ts';
import { CHOSEN_SEEDS, MOST_SEEDS, type Sampling } from './sampling.ts';
import { exerciseWords, type UnprovenKnob, unprovenKnobs } from './unproven-knobs.ts';

export interface Comparison {
  readonly verdict: CompareVerdict;
  readonly reasons: readonly string[];
  readonly differences: readonly MetricDifference[];
  readonly failing: FailingSeeds;
  /** What the order of the drills did; undefined: they were of a modelled site. */
  readonly order: OrderEffect | undefined;
}

/**
 * Judges a change of settings on runs of both arms, paired by seed (model §7.7). The pairs must be comparable (`incomparable`).
 * @param pairs at least one, in the order in which they were run
 * @param sampling how their number came to be
 */
export function compareRuns(pairs: readonly RunPair[], sampling: Sampling): Comparison {
  const judged = metricDifferences(pairs, sampling);
  const differences = judged.map(({ difference }) => difference);
  const failing = failingSeeds(pairs);
  const first = pairs[0] as RunPair;
  const names = { a: first.baseline.cacheSettings.name, b: first.candidate.cacheSettings.name };
  const knobs = differingKnobs(first);
  const order = orderOf(pairs, sampling);
  const of = (verdict: CompareVerdict, reasons: readonly string[]): Comparison => {
    const unproven = unprovenStart(pairs);
    const caveats = [
      ...(pairs.length === 1 ? [onePairSentence(first, verdict)] : []),
      ...(unproven === null ? [] : [unproven]),
    ];
    return { verdict, reasons: [...reasons, ...caveats], differences, failing, order };
  };

  const unproven = unprovenOf(pairs);
  if (isIdle(unproven, knobs)) return of('inconclusive', withDrills([idleSentence(knobs, first)], unproven));

  const fails = failuresAgainst(pairs, names, failing, sampling);
  const worse = judged.filter(({ finding }) => finding.kind === 'worse').map(({ difference }) => difference);
  const against = [...fails, ...worseSentences(worse, fails.length > 0)];
  const told = fails.length > 0 && saysDifferences(firstOnlyCandidate(pairs), first, knobs);
  const machine = [...machineDoubts(pairs, names), ...startDoubts(pairs)];
  if (machine.length > 0) {
    const seen = against.length === 0 ? [] : ['What differs may be its doing:', ...against];
    return of('inconclusive', [...machine, ...seen]);
  }
  if (against.length > 0 && knobs.length > 0) {
    return of('worse', [...against, ...(told ? [] : [settingsSentence(first, knobs)])]);
  }
  const doubts = [
    ...(against.length > 0 ? [SAME_SETTINGS, ...against, ...noiseOf(first, differences)] : []),
    ...doubtsOf(pairs, names, failing, judged),
  ];
  if (doubts.length > 0) return of('inconclusive', doubts);
  if (unproven.length > 0) return of('inconclusive', withDrills(unproven.map(unprovenSentence), unproven));
  return of('safe', [
    ...safeReasons(names, knobs, failing),
    ...(knobs.length === 0 ? noiseOf(first, differences) : []),
  ]);
}

const SAME_SETTINGS = 'The settings do not differ, so this is chance, or the machine:';

/** How far two live drills of the same settings come apart here, in what is judged beside them. */
function noiseOf({ candidate }: RunPair, differences: readonly MetricDifference[]): string[] {
  const changes = differences.filter(each => each.change !== null && each.change !== 0);
  if (candidate.clock !== 'live' || changes.length === 0) return [];
  const noise = changes.map(({ metric, change }) => {
    const size = changeText(metric, Math.abs(change as number)).replace('+', '');
    return `±${size} in ${metricTitle(metric)}`;
  });
  return [`So much is this machine's noise: ${noise.join(', ')}.`];
}

/** Why drills on a machine that was late are no evidence for either of the settings. */
function machineDoubts(pairs: readonly RunPair[], { a, b }: Names): string[] {
  const doubts: string[] = [];
  for (const { baseline, candidate } of pairs) {
    for (const [name, run] of [[a, baseline] as const, [b, candidate] as const]) {
      const why = latenessDoubt(run);
      if (why === null) continue;
      const seed = pairs.length === 1 ? '' : `, seed ${run.seed},`;
      doubts.push(`The machine did not keep up in the drill with ${name}${seed} ${why}.`);
    }
  }
  if (doubts.length === 0) return [];
  const isTarget = pairs[0]?.baseline.target !== undefined;
  return [
    ...doubts,
    `So nothing of what was measured is held for or against the settings: use ${isTarget ? '' : '--virtual, or '}a quieter machine.`,
  ];
}

/**
 * How many seeds a comparison needs that has looked at its first: as many as there are, if they have decided it.
 * @param pairs `FIRST_SEEDS` of them
 */
export function seedsWanted(pairs: readonly RunPair[]): number {
  const first = pairs[0] as RunPair;
  const isMoot = isIdle(unprovenOf(pairs), differingKnobs(first)) || pairs.some(isUnclear);
  const failing = failingSeeds(pairs);
  const findings = metricDifferences(pairs, CHOSEN_SEEDS, 'first').map(({ finding }) => finding);
  const isWorse = failsMore(failing, CHOSEN_SEEDS) || findings.some(each => each.kind === 'worse' && each.sure);
  if (isMoot || isWorse) return pairs.length;
  // Whether users are failed is worth every seed there is.
  const split = failing.onlyCandidate + failing.onlyBaseline > 0 ? MOST_SEEDS : 0;
  const needed = findings.map(each => (each.kind === 'fine' ? 0 : each.seedsNeeded));
  return Math.min(MOST_SEEDS, Math.max(pairs.length, split, ...needed));
}

/** The knobs whose values differ between the arms. */
function differingKnobs({ baseline, candidate }: RunPair): string[] {
  const [a, b] = [baseline.cacheSettings.values, candidate.cacheSettings.values];
  const knobs = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(knob => a[knob] !== b[knob]);
  const differ = baseline.cacheSettings.fingerprint !== candidate.cacheSettings.fingerprint;
  return knobs.length === 0 && differ ? [THE_FILE] : knobs;
}

/** What differs in settings that only their own system reads. */
const THE_FILE = 'the settings file';

/** Of a system that exists nobody counts how often its settings act. */
function unprovenOf(pairs: readonly RunPair[]): UnprovenKnob[] {
  if (pairs[0]?.baseline.target !== undefined) return [];
  return unprovenKnobs([pairs.map(({ baseline }) => baseline), pairs.map(({ candidate }) => candidate)]);
}

/** Whether none of the knobs that differ ever did anything. */
function isIdle(unproven: readonly UnprovenKnob[], knobs: readonly string[]): boolean {
  const idle = unproven.filter(({ times }) => times.every(each => each === 0));
  return knobs.length > 0 && idle.length === knobs.length;
}

function idleSentence(knobs: readonly string[], { candidate }: RunPair): string {
  const one = knobs.length === 1;
  return (
    `${listOf(knobs)} ${one ? 'is all that differs and' : 'are all that differs and none of them'} never did anything in ` +
    `${seconds(candidate.durationS)}, in either arm: this drill says nothing about ${one ? 'it' : 'them'}.`
  );
}

function unprovenSentence({ knob, times }: UnprovenKnob): string {
  const [a, b] = times as [number, number];
  return (
    `Nothing got worse, but ${knob} acted ${count(a)} times with the one and ${count(b)} with the other: too little for its effect to ` +
    'show, so this drill does not make it safe.'
  );
}

/** Each sentence with the drill that would tell, in one: a line of `--quiet` and a gate's annotation have the first reason alone. */
function withDrills(sentences: readonly string[], unproven: readonly UnprovenKnob[]): string[] {
  const drills = unproven.map(howToProve);
  return [...sentences.map((sentence, i) => `${sentence} ${drills[i]}`), ...drills.slice(sentences.length)];
}

/** The command of a drill in which a knob shows what it does. */
function howToProve({ knob, exercise }: UnprovenKnob): string {
  return `A drill in which ${knob} acts enough: headroom ${exerciseWords(exercise, 'A.yaml', 'B.yaml').join(' ')}`;
}

interface Names {
  readonly a: string;
  readonly b: string;
}

/** The candidate fails its objectives where the baseline does not. */
function failuresAgainst(
  pairs: readonly RunPair[],
  { a, b }: Names,
  failing: FailingSeeds,
  sampling: Sampling,
): string[] {
  if (!failsMore(failing, sampling)) return [];
  const { seed, reasons, cause } = firstOnlyCandidate(pairs);
  const { seeds, onlyCandidate } = failing;
  const where = seeds === 1 ? ':' : ` in ${count(onlyCandidate)} of ${count(seeds)} seeds. Seed ${seed}:`;
  const fails = `${b} fails where ${a} passes${where} ${reasons[0] ?? 'no reason was recorded'}`;
  return cause === null ? [fails] : [fails, cause.sentence];
}

/** Whether the cause of a run's failures says what differs: it does where that run's own baseline is the one that it is compared with. */
function saysDifferences(
  { cause, cacheSettings }: ComparedRun,
  { baseline }: RunPair,
  knobs: readonly string[],
): boolean {
  const { differences = [] } = cacheSettings;
  const isSame = differences.every(({ knob, from }) => baseline.cacheSettings.values[knob] === from);
  return cause !== null && isSame && differences.length === knobs.length;
}

function firstOnlyCandidate(pairs: readonly RunPair[]): ComparedRun {
  const those = pairs.filter(({ baseline, candidate }) => candidate.verdict === 'fail' && baseline.verdict === 'pass');
  return (those[0] as RunPair).candidate;
}

function isUnclear({ baseline, candidate }: RunPair): boolean {
  return baseline.verdict === 'inconclusive' || candidate.verdict === 'inconclusive';
}

/** Why nothing can be said, although nothing speaks against the candidate. */
function doubtsOf(
  pairs: readonly RunPair[],
  { a, b }: Names,
  failing: FailingSeeds,
  judged: readonly JudgedDifference[],
): string[] {
  const doubts: string[] = [];
  for (const [name, of] of [
    [a, (pair: RunPair) => pair.baseline],
    [b, (pair: RunPair) => pair.candidate],
  ] as const) {
    const unclear = pairs.map(of).find(({ verdict }) => verdict === 'inconclusive');
    if (unclear !== undefined)
      doubts.push(`The drill with ${name} is itself inconclusive: ${unclear.reasons[0] ?? ''}`.trim());
  }
  if (failing.candidate > 0) doubts.push(failingDoubt(pairs, { a, b }, failing));
  for (const { difference, finding } of judged) if (finding.kind === 'open') doubts.push(openSentence(difference));
  if (doubts.length === 0 && judged.every(({ difference }) => isObjective(difference) || difference.change === null)) {
    doubts.push(
      'The drill is too short to compare latency, CPU or hit ratio: it takes five seconds near the highest load.',
    );
  }
  return doubts;
}

/** The candidate fails, but not in more seeds than chance explains. */
function failingDoubt(pairs: readonly RunPair[], { a, b }: Names, failing: FailingSeeds): string {
  const { seeds, baseline, candidate, onlyCandidate, onlyBaseline } = failing;
  const bothFail = pairs.find(pair => pair.baseline.verdict === 'fail' && pair.candidate.verdict === 'fail');
  const [reason = ''] = (bothFail?.candidate ?? firstOnlyCandidate(pairs)).reasons;
  if (seeds === 1)
    return `Both fail their objectives: ${b} is no worse than ${a}, but that does not make it safe. ${reason}`.trim();
  const each = `${b} fails in ${count(candidate)} of ${count(seeds)} seeds, ${a} in ${count(baseline)}`;
  const alone =
    onlyCandidate + onlyBaseline === 0
      ? 'in the same'
      : `in ${count(onlyCandidate)} it fails alone, in ${count(onlyBaseline)} the other does`;
  return `${each}; ${alone}: no more than chance explains, but that does not make it safe. ${reason}`.trim();
}

/** A metric that may have got worse by more than is let pass, and may not. */
function openSentence({ metric, baseline, candidate, change, interval, tolerance, seeds }: MetricDifference): string {
  const [from, to] = [figureText(metric, baseline as number), figureText(metric, candidate as number)];
  const [by, let_] = [changeWithin(metric, change as number, interval), changeText(metric, tolerance as number)];
  const why =
    seeds === 1 ? 'one pair of drills cannot tell that from chance' : `${count(seeds)} seeds do not settle it`;
  return `${metricTitle(metric)} went from ${from} to ${to}: ${by}, where ${let_} is let pass; ${why}.`;
}

/** Whether a row is an objective's, which is judged by its limit. */
function isObjective({ metric }: MetricDifference): boolean {
  return OBJECTIVES.some(({ compared }) => compared?.metric === metric);
}

function safeReasons({ a, b }: Names, knobs: readonly string[], failing: FailingSeeds): string[] {
  if (knobs.length === 0) return [`${a} and ${b} are the same settings: nothing can differ between them but chance.`];
  return [
    failing.baseline > 0
      ? `${b} meets its objectives, which ${a} does not, and nothing got worse.`
      : `${b} meets its objectives as ${a} does, and neither failures, latency, CPU nor hit ratio got worse.`,
    ...(failing.seeds === 1 ? [] : [failingText(failing)]),
  ];
}

/** What a single pair cannot say. */
function onePairSentence({ candidate }: RunPair, verdict: CompareVerdict): string {
  const live = candidate.clock === 'live';
  const isTarget = candidate.target !== undefined;
  const what = live
    ? 'This is one pair of drills, one after the other: their order and the machine may be behind a change as well as the settings'
    : 'This is one seed: chance may be behind a change as well as the settings';
  const more = live
    ? isTarget
      ? '--repeat 4, A B B A A B B A, gives them one'
      : '--repeat 5 gives them one, and --virtual in seconds'
    : 'without --repeat there are as many seeds as it takes';
  return `${what}, so changes have no interval (${more}).${verdict === 'safe' ? ' It is safe as far as one pair can tell.' : ''}`;
}

/** What got worse by more than is let pass: each with its figures stands in the table, so all but what comes first share a sentence. */
function worseSentences(worse: readonly MetricDifference[], isSaid: boolean): string[] {
  const [first, ...more] = worse;
  if (first === undefined) return [];
  const rest = isSaid ? worse : more;
  const changes = rest.map(({ metric, change }) => `${metricTitle(metric)} ${changeText(metric, change as number)}`);
  return [
    ...(isSaid ? [] : [worseSentence(first)]),
    ...(rest.length === 0 ? [] : [`Worse as well, by more than is let pass: ${changes.join(', ')}.`]),
  ];
}

function worseSentence({ metric, baseline, candidate, change, interval }: MetricDifference): string {
  const [from, to] = [figureText(metric, baseline as number), figureText(metric, candidate as number)];
  return `${metricTitle(metric)} went from ${from} to ${to}: ${changeWithin(metric, change as number, interval)}.`;
}

function settingsSentence({ baseline, candidate }: RunPair, knobs: readonly string[]): string {
  if (knobs[0] === THE_FILE)
    return `What differs is ${THE_FILE}: ${baseline.cacheSettings.name} → ${candidate.cacheSettings.name}.`;
  const changes = knobs.map(
    knob => `${knob}: ${baseline.cacheSettings.values[knob]} → ${candidate.cacheSettings.values[knob]}`,
  );
  return `What differs is ${changes.join(', ')}.`;
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
