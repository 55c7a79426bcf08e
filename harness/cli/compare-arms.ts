import { join } from 'node:path';
import type { AnySpec } from '../drill/drill-spec.ts';
import {
  type Against,
  type Beside,
  type CompareRecord,
  comparisonOf,
  type RecordPair,
} from '../record/compare-record.ts';
import type { PlayOffer } from '../report/html/play-part.ts';
import { seedsWanted } from '../verdict/comparison.ts';
import { type Interrupted, interruptedAt } from '../verdict/interrupted.ts';
import { CHOSEN_SEEDS, FIRST_SEEDS, givenSeeds, type Sampling } from '../verdict/sampling.ts';
import { type Nominal, nominalOf, type Sensitivity, sensitivityOf, type VariedPairs } from '../verdict/sensitivity.ts';
import type { Ticker } from '../watch/terminal/ticker.ts';
import { EXIT, exitOf } from './exit-code.ts';
import { type Given, UsageError } from './flags/command.ts';
import { type ShownInputs, wholeNumber } from './flags/drill-flags.ts';
import { asksSensitivity } from './flags/sensitivity-flags.ts';
import { uiPort } from './flags/ui-flags.ts';
import type { Interruption } from './interruption.ts';
import { type OutFolder, withOutFolder } from './out-folder.ts';
import { type Arm, type ArmRun, performArms } from './perform-arms.ts';
import type { Performer } from './performer.ts';
import { nameOf } from './script-name.ts';
import { tickerOf } from './to-terminal.ts';
import { usuallyWatched, Views } from './views.ts';
import { writeComparison } from './write-results.ts';

/** What is compared: drills that differ in their settings alone, and who carries them out. */
export interface Compared<Spec extends AnySpec> {
  readonly inputs: ShownInputs;
  /** With the first seed: of the baseline, then of those that are compared with it, then of references that stay the same. */
  readonly drills: readonly Spec[];
  /** How many of them are references. */
  readonly references: number;
  /** Makes them ready, once it is known where their results go. */
  prepare(folder: OutFolder, ticker: Ticker): Promise<readonly Spec[]>;
  performer(folder: OutFolder, arms: number): Performer<Spec>;
  /** What the comparison's page carries of the candidate's drill; null: nothing. */
  readonly carry: ((candidate: ArmRun, spec: Spec) => Promise<PlayOffer>) | null;
  /** Both arms again with each figure of the topology a tenth higher and lower; null: there is no topology, or no clock that has the time. */
  readonly vary:
    | ((
        pair: readonly [Spec, Spec],
        nominal: Nominal,
        performer: Performer<Spec>,
        ticker: Pick<Ticker, 'tick'>,
      ) => Promise<VariedPairs[] | null>)
    | null;
}

/** Drills all arms, compares them, and keeps what they leave. @returns the exit code */
export async function compareArms<Spec extends AnySpec>(
  given: Given,
  compared: Compared<Spec>,
  interruption: Interruption,
): Promise<number> {
  const { inputs, drills } = compared;
  const settings = drills.map(({ settings: { underTest } }) => underTest.name);
  const candidates = settings.slice(1, settings.length - compared.references);
  const isRanking = candidates.length > 1;
  if (compared.references > 0 && isRanking) throw new UsageError('--against is for two settings');
  if (asksSensitivity(given) === true && (compared.vary === null || isRanking)) {
    throw new UsageError('--sensitivity is for two settings, with --virtual');
  }
  const { script } = drills[0] as Spec;
  const name = `${nameOf(script)}-${[settings[0], ...candidates].join('-').slice(0, 80)}`;
  return withOutFolder(inputs.out, name, folder => performAndJudge(given, compared, candidates, folder, interruption));
}

async function performAndJudge<Spec extends AnySpec>(
  given: Given,
  compared: Compared<Spec>,
  candidates: readonly string[],
  folder: OutFolder,
  interruption: Interruption,
): Promise<number> {
  const { inputs } = compared;
  const drills = await compared.prepare(folder, tickerOf(inputs));
  const {
    clock,
    script,
    settings: { underTest: baseline },
  } = drills[0] as Spec;
  const references = drills.slice(1 + candidates.length).map(({ settings: { underTest } }) => underTest.name);
  const names = folderNames([baseline.name, ...candidates]).concat(references.map(each => `against-${each}`));
  const isRanking = candidates.length > 1;
  const sampling = samplingOf(given, clock, isRanking);
  const arms = armsOf(drills, names, 0, sampling.first, sampling.first > 1);
  const performer = compared.performer(folder, arms.length);
  const views = await Views.open({
    ...{ quiet: inputs.quiet, total: arms.length, atOnce: performer.atOnce, interruption },
    title: `${nameOf(script)}: ${[...candidates, ...references].join(', ')} compared with ${baseline.name}`,
    port: uiPort(given, usuallyWatched(clock, inputs.quiet)),
  });
  const perform = (some: readonly Arm<Spec>[]) => performArms(some, folder, inputs, performer, views, interruption);
  try {
    const first = await perform(arms);
    if (first.code !== null && first.code !== EXIT.interrupted) return first.code;
    const looked = wholeSeeds(first.runs, drills.length);
    const isChosen = sampling.looks === 2 && first.code === null;
    const pairings = [0, ...references.map((_, i) => 2 + i)];
    const wanted = isChosen ? Math.max(...pairings.map(arm => seedsWanted(pairsOf(looked, arm)))) : sampling.first;
    const more = armsOf(drills, names, sampling.first, wanted, true);
    if (more.length > 0) {
      views.expect(more.length);
      if (!inputs.quiet) views.say(`${sampling.first} seeds do not settle it: ${wanted - sampling.first} more.`);
    }
    const second = await perform(more);
    const code = first.code ?? second.code;
    if (code !== null && code !== EXIT.interrupted) return code;
    const runs = [...looked, ...wholeSeeds(second.runs, drills.length)];
    const seeds = runs.length / drills.length;
    if (seeds === 0) {
      views.say('interrupted before the drills of any seed had come to their end: there is no comparison');
      return EXIT.interrupted;
    }
    const interrupted = interruptedAt(seeds, wanted);
    if (isRanking) {
      const { rank } = await import('./verbs/rank.ts');
      const verdict = await rank(
        names.map((_, i) => runsOf(runs, i)),
        names,
        folder,
        inputs,
        interrupted,
      );
      return code ?? (inputs.exitZero ? EXIT.pass : exitOf(verdict));
    }
    const looks = { ...sampling, first: Math.min(sampling.first, seeds) };
    const against: Against[] = [];
    for (const [i, arm] of pairings.entries()) {
      if (i > 0) against.push(await compareAgainst(runs, arm, `${names[arm]}-compared`, looks, folder, interrupted));
    }
    const judged = (beside: Beside) => comparisonOf(pairsOf(runs), pathsOf(runs), looks, interrupted, beside);
    let record = judged({ against });
    if (code === null && compared.vary !== null && dependsOn(record, asksSensitivity(given))) {
      const sensitivity = await sensitivityWith(drills, pairsOf(runs), performer, compared.vary, views);
      if (sensitivity !== null) record = judged({ against, sensitivity });
    }
    const [candidate] = runsOf(runs, 1);
    const play = candidate === undefined ? null : await compared.carry?.(candidate, drills[1] as Spec);
    await writeComparison(inputs, record, (drills[0] as Spec).tags);
    await keep(record, pairsOf(runs), folder, inputs, views, play ?? null);
    const { verdict } = record;
    return code ?? (inputs.exitZero ? EXIT.pass : exitOf(verdict));
  } finally {
    await views.close();
    await performer.close();
  }
}

/** How many seeds: as many as were asked for; live one; of two settings as many as it takes; of more the first look. */
function samplingOf(given: Given, clock: AnySpec['clock'], isRanking: boolean): Sampling {
  if (given.text('repeat') !== undefined) return givenSeeds(wholeNumber(given, 'repeat', 1, 1));
  if (clock === 'live') return givenSeeds(1);
  return isRanking ? givenSeeds(FIRST_SEEDS) : CHOSEN_SEEDS;
}

/**
 * The drills of some of the seeds, seed by seed. Live every second seed has the settings in the other order, so that what changes in the
 * machine meanwhile falls to either.
 * @param drills of each settings with the first seed @param from index of a seed @param to index behind the last
 */
function armsOf<Spec extends AnySpec>(
  drills: readonly Spec[],
  names: readonly string[],
  from: number,
  to: number,
  several: boolean,
): Arm<Spec>[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k).flatMap(index => {
    const arms = drills.map((spec, arm): Arm<Spec> => {
      const seed = spec.seed + index;
      const { name } = spec.settings.underTest;
      const place = several ? { name: `${name}, seed ${seed}`, part: join(`${names[arm]}`, `seed-${seed}`) } : null;
      return { arm, ...(place ?? { name, part: `${names[arm]}` }), reported: index === 0, spec: { ...spec, seed } };
    });
    return drills[0]?.clock === 'live' && index % 2 === 1 ? arms.reverse() : arms;
  });
}

/** The runs of those seeds of which all arms came to their end. @param width arms a seed */
function wholeSeeds(runs: readonly ArmRun[], width: number): ArmRun[] {
  return runs.filter(({ record }) => runs.filter(each => each.record.seed === record.seed).length === width);
}

/** The runs of one of the settings, in the order of their seeds. */
function runsOf(runs: readonly ArmRun[], arm: number): ArmRun[] {
  return runs.filter(each => each.arm === arm);
}

/** The candidate beside the baseline, or another. */
function pairsOf(runs: readonly ArmRun[], baseline = 0): RecordPair[] {
  const candidates = runsOf(runs, 1);
  return runsOf(runs, baseline).map(({ record }, i) => ({
    baseline: record,
    candidate: (candidates[i] as ArmRun).record,
  }));
}

/** Paths of the records of such pairs, by turns. */
function pathsOf(runs: readonly ArmRun[], baseline = 0): string[] {
  const candidates = runsOf(runs, 1);
  return runsOf(runs, baseline).flatMap(({ path }, i) => [path, (candidates[i] as ArmRun).path]);
}

/** The candidate beside a reference, in a folder of its own. */
async function compareAgainst(
  runs: readonly ArmRun[],
  arm: number,
  part: string,
  sampling: Sampling,
  folder: OutFolder,
  interrupted: Interrupted | undefined,
): Promise<Against> {
  const pairs = pairsOf(runs, arm);
  const record = comparisonOf(pairs, pathsOf(runs, arm), sampling, interrupted);
  const { baseline, candidate } = pairs[0] as RecordPair;
  const { keepRecord } = await import('./keep-record.ts');
  const kept = await keepRecord(folder, part, { kind: 'compare', record }, [baseline, candidate]);
  return { record, path: kept.record ?? '' };
}

/**
 * Whether it is asked what a verdict depends on: of more than one seed, unless somebody says otherwise, and where there is a verdict to turn.
 * @param asked null: nobody has said
 */
function dependsOn({ verdict, failing }: CompareRecord, asked: boolean | null): boolean {
  return asked ?? (failing.seeds > 1 && verdict !== 'inconclusive');
}

async function sensitivityWith<Spec extends AnySpec>(
  drills: readonly Spec[],
  pairs: readonly RecordPair[],
  performer: Performer<Spec>,
  vary: NonNullable<Compared<Spec>['vary']>,
  views: Views,
): Promise<Sensitivity | null> {
  const nominal = nominalOf(pairs);
  const varied = await vary([drills[0] as Spec, drills[1] as Spec], nominal, performer, views);
  if (varied !== null) return sensitivityOf(nominal, varied);
  views.say('what the verdict depends on is not known: its drills did not come to their end');
  return null;
}

async function keep(
  record: CompareRecord,
  pairs: readonly RecordPair[],
  folder: OutFolder,
  inputs: ShownInputs,
  views: Views,
  play: PlayOffer,
): Promise<void> {
  const { baseline, candidate } = pairs[0] as RecordPair;
  const { keepRecord } = await import('./keep-record.ts');
  const kept = await keepRecord(folder, '', { kind: 'compare', record }, [baseline, candidate], play);
  views.end(record.verdict, record.reasons, kept.report, () => kept.page ?? '');
  kept.show(inputs);
}

/** A folder for each arm: of two `baseline` and `candidate`, else by their names, which may be the same. */
function folderNames(names: readonly string[]): string[] {
  if (names.length === 2) return ['baseline', 'candidate'];
  return names.map((name, i) => (names.indexOf(name) === i ? name : `${name}-${i + 1}`));
}
