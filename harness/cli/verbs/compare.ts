import { statSync } from 'node:fs';
import { join } from 'node:path';
import { RandomStream } from '../../../mock-service/time/random.ts';
import type { DrillSpec } from '../../drill/drill-spec.ts';
import { ProbeFailed } from '../../drill/probe-workers.ts';
import { type CompareRecord, comparisonOf, type RecordPair } from '../../record/compare-record.ts';
import { RUN, type RunRecord } from '../../record/run-record.ts';
import { type Interrupted, interruptedAt } from '../../verdict/interrupted.ts';
import { parallelDrills } from '../../watch/terminal/plain-progress.ts';
import { EXIT, exitOf } from '../exit-code.ts';
import { type Command, type Given, UsageError } from '../flags/command.ts';
import { DRILL_FLAGS, type DrillInputs, readDrillInputs, wholeNumber } from '../flags/drill-flags.ts';
import { UI_FLAGS, uiPort } from '../flags/ui-flags.ts';
import { Interruption } from '../interruption.ts';
import { type OutFolder, withOutFolder } from '../out-folder.ts';
import { type Arm, type Drilled, performArms } from '../perform-arms.ts';
import { nameOf } from '../script-name.ts';
import { usuallyWatched, Views } from '../views.ts';
import { WITH_CAPACITY_FLAGS, withHeadroom } from '../with-capacity.ts';

const { baseline: _, ...FLAGS } = DRILL_FLAGS;

export const compare: Command = {
  name: 'compare',
  usage: 'headroom compare SCRIPT A.yaml B.yaml… [flags], or headroom compare RUN RUN',
  summary: 'the same drill with two cache settings: is the second safe?',
  details:
    'Runs the script with settings A (the baseline) and with B (the candidate), under the same arrivals and the same users, and says ' +
    'whether B is safe, worse, or whether this drill cannot tell. Live, the arms run one after the other; with --virtual, at the same time.\n' +
    'Given more than two settings it ranks them, each compared with A. Given the records of two earlier runs (run.json, or their folders) ' +
    'it compares these, unless they differ in more than the settings.\n' +
    'compare.json (ranking.json) goes to --out, with a folder for each arm.',
  flags: {
    ...FLAGS,
    ...UI_FLAGS,
    ...WITH_CAPACITY_FLAGS,
    repeat: { value: 'N', help: 'Run N seeds of each arm, A B A B … (default 1).' },
  },
  examples: [
    'headroom compare scenarios/eu-peak-failover.ts mock-service/settings/baseline.yaml mock-service/settings/short-ttl.yaml',
    'headroom compare scenarios/eu-peak-failover.ts a.yaml b.yaml --virtual --repeat 5',
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
      process.stderr.write(`${error.message}\n`);
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
  const repeat = wholeNumber(given, 'repeat', 1, 1);
  const { baseline } = inputs;
  const settings = [baseline, ...inputs.settings];
  const names = folderNames(settings.map(({ name }) => name));
  const say = (line: string): void => {
    if (!inputs.quiet) process.stderr.write(`${line}\n`);
  };
  const drills = await withHeadroom(
    settings.map((underTest): DrillSpec => ({ ...inputs.spec, settings: { underTest, baseline } })),
    given,
    folder,
    interruption,
    say,
  );
  const arms = Array.from({ length: repeat }, (_, i) => inputs.spec.seed + i).flatMap(seed =>
    drills.map((spec, i): Arm => {
      const several = repeat === 1 ? '' : `, seed ${seed}`;
      const name = `${spec.settings.underTest.name}${several}`;
      return {
        name,
        spec: { ...spec, seed },
        part: repeat === 1 ? `${names[i]}` : `${names[i]}-${seed}`,
      };
    }),
  );
  const atOnce = inputs.spec.clock === 'virtual' ? Math.min(parallelDrills(), arms.length) : 1;
  const candidates = settings.slice(1).map(({ name }) => name);
  const views = await Views.open({
    ...{ quiet: inputs.quiet, total: arms.length, atOnce, interruption },
    title: `${nameOf(inputs.spec.script)}: ${candidates.join(', ')} compared with ${baseline.name}`,
    port: uiPort(given, usuallyWatched(inputs.spec.clock, inputs.quiet)),
  });
  try {
    const { records, code } = await performArms(arms, folder, inputs, atOnce, views, interruption);
    if (code !== null && code !== EXIT.interrupted) return code;
    const drilled = wholeSeeds(arms, records, settings.length);
    if (drilled.seeds === 0) {
      views.say('interrupted before the drills of any seed had come to their end: there is no comparison');
      return EXIT.interrupted;
    }
    const interrupted = interruptedAt(drilled.seeds, repeat);
    const verdict =
      settings.length > 2
        ? await (await import('./rank.ts')).rank(drilled, names, folder, inputs, interrupted)
        : await judgePair(drilled, folder, inputs, views, interrupted);
    return code ?? (inputs.exitZero ? EXIT.pass : exitOf(verdict));
  } finally {
    await views.close();
  }
}

/** The drills of those seeds of which all arms came to their end, seed by seed. @param width arms a seed */
function wholeSeeds(arms: readonly Arm[], records: readonly (RunRecord | null)[], width: number): Drilled {
  const whole = arms.flatMap((arm, i) => {
    const first = i - (i % width);
    const record = records[i] ?? null;
    return record === null || records.slice(first, first + width).includes(null) ? [] : [{ arm, record }];
  });
  return {
    arms: whole.map(({ arm }) => arm),
    records: whole.map(({ record }) => record),
    seeds: whole.length / width,
  };
}

/** The arms are baseline and candidate by turns. */
async function judgePair(
  { arms, records }: Drilled,
  folder: OutFolder,
  inputs: DrillInputs,
  views: Views,
  interrupted: Interrupted | undefined,
): Promise<CompareRecord['verdict']> {
  const pairs: RecordPair[] = [];
  for (let i = 0; i < records.length; i += 2) {
    pairs.push({ baseline: records[i] as RunRecord, candidate: records[i + 1] as RunRecord });
  }
  const runs = arms.map(({ part }) => join(folder.path, part, RUN.file));
  const record = comparisonOf(pairs, runs, new RandomStream(inputs.spec.seed), interrupted);
  const comparison = { kind: 'compare', record } as const;
  const { keepRecord } = await import('../keep-record.ts');
  const kept = await keepRecord(folder, '', comparison, records.slice(0, 2));
  views.end(record.verdict, record.reasons, kept.report, () => kept.page ?? '');
  kept.show(inputs);
  return record.verdict;
}

/** A folder for each arm: of two `baseline` and `candidate`, else by their names, which may be the same. */
function folderNames(names: readonly string[]): string[] {
  if (names.length === 2) return ['baseline', 'candidate'];
  return names.map((name, i) => (names.indexOf(name) === i ? name : `${name}-${i + 1}`));
}
