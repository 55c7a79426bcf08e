import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { NamedCacheSettings } from '../../../mock-service/settings/cache-settings.ts';
import { readAll } from '../../../mock-service/settings/input-errors.ts';
import { readCacheSettings } from '../../../mock-service/settings/read-cache-settings.ts';
import { DrillProcesses } from '../../drill/drill-processes.ts';
import type { DrillSpec } from '../../drill/drill-spec.ts';
import { ProbeFailed } from '../../drill/probe-workers.ts';
import {
  type Against,
  type Beside,
  type CompareRecord,
  comparisonOf,
  type RecordPair,
} from '../../record/compare-record.ts';
import { seedsWanted } from '../../verdict/comparison.ts';
import { type Interrupted, interruptedAt } from '../../verdict/interrupted.ts';
import { CHOSEN_SEEDS, FIRST_SEEDS, givenSeeds, MOST_SEEDS, type Sampling } from '../../verdict/sampling.ts';
import { SENSITIVITY_SEEDS, type Sensitivity, sensitivityOf } from '../../verdict/sensitivity.ts';
import { parallelDrills } from '../../watch/terminal/plain-progress.ts';
import { EXIT, exitOf } from '../exit-code.ts';
import { type Command, type Given, UsageError } from '../flags/command.ts';
import { DRILL_FLAGS, type DrillInputs, readDrillInputs, wholeNumber } from '../flags/drill-flags.ts';
import { UI_FLAGS, uiPort } from '../flags/ui-flags.ts';
import { Interruption } from '../interruption.ts';
import { type OutFolder, withOutFolder } from '../out-folder.ts';
import { type Arm, type ArmRun, performArms } from '../perform-arms.ts';
import { nameOf } from '../script-name.ts';
import { toStderr } from '../to-terminal.ts';
import { varyArms } from '../vary-arms.ts';
import { usuallyWatched, Views } from '../views.ts';
import { WITH_CAPACITY_FLAGS, withHeadroom } from '../with-capacity.ts';

const { baseline: _, ...FLAGS } = DRILL_FLAGS;

export const compare: Command = {
  name: 'compare',
  usage: 'headroom compare SCRIPT A.yaml B.yaml… [flags], or headroom compare RUN RUN',
  summary: 'the same drill with two cache settings: is the second safe?',
  details:
    'Runs the script with settings A (the baseline) and with B (the candidate), under the same arrivals and the same users, and says ' +
    'whether B is safe, worse, or whether this drill cannot tell. Live, the arms run one after the other, one pair of them unless --repeat asks ' +
    'for more; with --virtual there are as many seeds as it takes to tell a change from chance, several drills at once.\n' +
    'Given more than two settings it ranks them, each compared with A. Given the records of two earlier runs (run.json, or their folders) ' +
    'it compares these, unless they differ in more than the settings.\n' +
    'compare.json (ranking.json) goes to --out, with a folder for each arm.',
  flags: {
    ...FLAGS,
    ...UI_FLAGS,
    ...WITH_CAPACITY_FLAGS,
    against: {
      value: 'FILE',
      multiple: true,
      help: "Compare B with these settings too, such as last year's: it must not be worse than any. Many small steps are a large one.",
    },
    sensitivity: {
      help: 'With --virtual: say what would turn the verdict of all costs, the directory, users and the peak, each a tenth higher and lower.',
    },
    repeat: {
      value: 'N',
      help: `Run N seeds of each arm (default 1 live; with --virtual ${FIRST_SEEDS}, and of two settings up to ${MOST_SEEDS} if those do not settle it).`,
    },
  },
  examples: [
    'headroom compare scenarios/eu-peak-failover.ts mock-service/settings/baseline.yaml mock-service/settings/short-ttl.yaml',
    'headroom compare scenarios/eu-peak-failover.ts a.yaml b.yaml --virtual',
    'headroom compare scenarios/eu-peak-failover.ts a.yaml b.yaml --repeat 5',
    'headroom compare scenarios/eu-peak-failover.ts mock-service/settings/*.yaml --virtual',
    'headroom compare runs/monday runs/tuesday',
  ],
  async run(given) {
    const [script, a, b] = given.positionals;
    if (script !== undefined && meansRuns(script)) {
      const { compareRecords } = await import('./compare-records.ts');
      return await compareRecords(given);
    }
    if (script === undefined || a === undefined || b === undefined) {
      throw new UsageError(
        `headroom compare needs a script and at least two settings files, or two records; it got ${given.positionals.length} arguments`,
      );
    }
    const interruption = new Interruption();
    try {
      const files = given.positionals.slice(1);
      const inputs = readDrillInputs(given, script, files.slice(1), files[0]);
      const names = [inputs.baseline, ...inputs.settings].map(({ name }) => name).join('-');
      return await withOutFolder(inputs.out, `${nameOf(script)}-${names.slice(0, 80)}`, folder =>
        compareSettings(given, inputs, folder, interruption),
      );
    } catch (error) {
      if (!(error instanceof ProbeFailed)) throw error;
      toStderr(`${error.message}\n`);
      return error.code;
    } finally {
      interruption.close();
    }
  },
};

/** Whether an argument means earlier runs: their record, or a folder. */
function meansRuns(path: string): boolean {
  return path.endsWith('.json') || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

async function compareSettings(
  given: Given,
  inputs: DrillInputs,
  folder: OutFolder,
  interruption: Interruption,
): Promise<number> {
  const { baseline } = inputs;
  const references = referencesOf(given, inputs);
  const settings = [baseline, ...inputs.settings, ...references];
  const names = folderNames([baseline, ...inputs.settings].map(({ name }) => name)).concat(
    references.map(({ name }) => `against-${name}`),
  );
  const isRanking = inputs.settings.length > 1;
  const sampling = samplingOf(given, inputs, isRanking);
  if (given.has('sensitivity') && (inputs.spec.clock === 'live' || isRanking)) {
    throw new UsageError('--sensitivity is for two settings, with --virtual');
  }
  const say = (line: string): void => {
    if (!inputs.quiet) toStderr(`${line}\n`);
  };
  const drills = await withHeadroom(
    settings.map((underTest): DrillSpec => ({ ...inputs.spec, settings: { underTest, baseline } })),
    given,
    folder,
    interruption,
    say,
  );
  const arms = armsOf(drills, names, 0, sampling.first, sampling.first > 1);
  const atOnce = inputs.spec.clock === 'virtual' ? Math.min(parallelDrills(), arms.length) : 1;
  const candidates = settings.slice(1).map(({ name }) => name);
  const views = await Views.open({
    ...{ quiet: inputs.quiet, total: arms.length, atOnce, interruption },
    title: `${nameOf(inputs.spec.script)}: ${candidates.join(', ')} compared with ${baseline.name}`,
    port: uiPort(given, usuallyWatched(inputs.spec.clock, inputs.quiet)),
  });
  const processes = new DrillProcesses();
  const perform = (some: readonly Arm[]) => performArms(some, folder, inputs, atOnce, processes, views, interruption);
  try {
    const first = await perform(arms);
    if (first.code !== null && first.code !== EXIT.interrupted) return first.code;
    const looked = wholeSeeds(first.runs, settings.length);
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
    const runs = [...looked, ...wholeSeeds(second.runs, settings.length)];
    const seeds = runs.length / settings.length;
    if (seeds === 0) {
      views.say('interrupted before the drills of any seed had come to their end: there is no comparison');
      return EXIT.interrupted;
    }
    const interrupted = interruptedAt(seeds, wanted);
    if (isRanking) {
      const { rank } = await import('./rank.ts');
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
    let sensitivity: Sensitivity | undefined;
    if (given.has('sensitivity') && code === null) {
      const both = [drills[0], drills[1]] as [DrillSpec, DrillSpec];
      const varied = await varyArms(both, seeds, atOnce, processes, interruption, line => {
        if (!inputs.quiet) views.say(line);
      });
      if (varied === null) views.say('what the verdict depends on is not known: its drills did not come to their end');
      else sensitivity = sensitivityOf(pairsOf(runs).slice(0, SENSITIVITY_SEEDS), varied);
    }
    const verdict = await judgePair(runs, looks, folder, inputs, views, interrupted, { against, sensitivity });
    return code ?? (inputs.exitZero ? EXIT.pass : exitOf(verdict));
  } finally {
    await views.close();
    await processes.stop();
  }
}

/** How many seeds: as many as were asked for; live one; of two settings as many as it takes; of more the first look. */
function samplingOf(given: Given, { spec }: DrillInputs, isRanking: boolean): Sampling {
  if (given.text('repeat') !== undefined) return givenSeeds(wholeNumber(given, 'repeat', 1, 1));
  if (spec.clock === 'live') return givenSeeds(1);
  return isRanking ? givenSeeds(FIRST_SEEDS) : CHOSEN_SEEDS;
}

/**
 * The drills of some of the seeds, seed by seed. Live every second seed has the settings in the other order, so that what changes in the
 * machine meanwhile falls to either.
 * @param drills of each settings with the first seed @param from index of a seed @param to index behind the last
 */
function armsOf(
  drills: readonly DrillSpec[],
  names: readonly string[],
  from: number,
  to: number,
  several: boolean,
): Arm[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k).flatMap(index => {
    const arms = drills.map((spec, arm): Arm => {
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

/** Settings that stay the reference, whatever today's are: many small steps that each passed may be a large one together. */
function referencesOf(given: Given, { settings }: DrillInputs): NamedCacheSettings[] {
  const files = given.texts('against');
  if (files.length > 0 && settings.length > 1) throw new UsageError('--against is for two settings');
  return readAll(...files.map(file => () => readCacheSettings(file)));
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
  const { keepRecord } = await import('../keep-record.ts');
  const kept = await keepRecord(folder, part, { kind: 'compare', record }, [baseline, candidate]);
  return { record, path: kept.record ?? '' };
}

async function judgePair(
  runs: readonly ArmRun[],
  sampling: Sampling,
  folder: OutFolder,
  inputs: DrillInputs,
  views: Views,
  interrupted: Interrupted | undefined,
  beside: Beside,
): Promise<CompareRecord['verdict']> {
  const pairs = pairsOf(runs);
  const record = comparisonOf(pairs, pathsOf(runs), sampling, interrupted, beside);
  const comparison = { kind: 'compare', record } as const;
  const { baseline, candidate } = pairs[0] as RecordPair;
  const { keepRecord } = await import('../keep-record.ts');
  const kept = await keepRecord(folder, '', comparison, [baseline, candidate]);
  views.end(record.verdict, record.reasons, kept.report, () => kept.page ?? '');
  kept.show(inputs);
  return record.verdict;
}

/** A folder for each arm: of two `baseline` and `candidate`, else by their names, which may be the same. */
function folderNames(names: readonly string[]): string[] {
  if (names.length === 2) return ['baseline', 'candidate'];
  return names.map((name, i) => (names.indexOf(name) === i ? name : `${name}-${i + 1}`));
}
