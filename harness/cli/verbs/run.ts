import type { AnySpec, DrillSpec } from '../../drill/drill-spec.ts';
import { ProbeFailed } from '../../drill/probe-workers.ts';
import type { DrillEnd } from '../../drill/supervisor.ts';
import { interruptedAt } from '../../verdict/interrupted.ts';
import { parallelDrills } from '../../watch/terminal/plain-progress.ts';
import { Drafts } from '../drafts.ts';
import { EXIT } from '../exit-code.ts';
import { type Command, type Given, UsageError } from '../flags/command.ts';
import {
  DEFAULT_SETTINGS,
  DRILL_FLAGS,
  LOAD_FLAGS,
  oneScript,
  readDrillInputs,
  type ShownInputs,
  wholeNumber,
} from '../flags/drill-flags.ts';
import { TARGET_FLAG } from '../flags/target-flag.ts';
import { UI_FLAGS, uiPort } from '../flags/ui-flags.ts';
import { inParallel } from '../in-parallel.ts';
import { Interruption } from '../interruption.ts';
import type { RecordedRun } from '../keep-drill.ts';
import { type OutFolder, withOutFolder } from '../out-folder.ts';
import { ModelPerformer, type Performer } from '../performer.ts';
import { nameOf } from '../script-name.ts';
import { shippedFile } from '../shipped-file.ts';
import { exitCode, worst } from '../show-end.ts';
import { toStderr } from '../to-terminal.ts';
import { usuallyWatched, Views } from '../views.ts';
import { WITH_CAPACITY_FLAGS, withHeadroom } from '../with-capacity.ts';
import { ALLOW_WRITE_FLAG } from '../write-summary.ts';

export const run: Command = {
  name: 'run',
  usage: 'headroom run SCRIPT [flags]',
  summary: 'one drill: run a k6 script against a topology with a cache setting, and judge it',
  details:
    'Starts the topology (proxy, pools, directory) on this machine, runs the script against it, and says whether every objective of ' +
    'the topology and every threshold of the script held; if users got timeouts, from when on, at what load, and what was full first. ' +
    'With --virtual nothing is started: the same script and the same model run on a virtual clock, in seconds.\n' +
    'Progress goes to stderr, the result to stdout; run.json, report.html and junit.xml go to --out. While a drill runs, draft.json there has ' +
    'what was measured so far: it is what is left if headroom is killed.',
  flags: {
    ...DRILL_FLAGS,
    ...LOAD_FLAGS,
    ...UI_FLAGS,
    cache: { value: 'FILE', reads: true, help: `The cache settings under test (default ${DEFAULT_SETTINGS}).` },
    'allow-write': ALLOW_WRITE_FLAG,
    ...WITH_CAPACITY_FLAGS,
    ...TARGET_FLAG,
    rehearse: {
      help: 'With --target: do it all at one request a second, and undo it: every operation is tried before it matters.',
    },
    repeat: {
      value: 'N',
      help: 'Run N seeds, --seed and those after it, and give every figure an interval in repeat.json (default 1).',
    },
  },
  examples: [
    'headroom run scenarios/eu-peak-failover.ts --cache mock-service/settings/short-ttl.yaml',
    'headroom run scenarios/eu-peak-failover.ts --virtual --set ttl=30s --set peak=1200',
    'headroom run scenarios/eu-peak-failover.ts --virtual --repeat 20',
    'headroom run my-script.js -e STAGE=canary --allow-host staging.example.com',
    'headroom run my-script.js --virtual --vus 10 --duration 30s',
    'headroom run my-script.js --target staging.yaml --allow-host staging.example.com --cache candidate.yaml --baseline now.yaml',
  ],
  async run(given) {
    const script = oneScript(given, 'run');
    if (given.text('target') !== undefined) return (await import('./run-target.ts')).runTarget(given, script);
    if (given.has('rehearse'))
      throw new UsageError('--rehearse tries the operations of a target: it goes with --target FILE');
    return runSeeds(given, modelSeeds(given, script), new Interruption());
  },
};

/** Drills of one setting, a seed each, and who carries them out. */
export interface Seeds<Spec extends AnySpec> {
  readonly inputs: ShownInputs;
  /** With the first seed. */
  readonly first: Spec;
  /** How many. */
  readonly repeat: number;
  /** What the folder for their results is called where nobody says, and what they are together. */
  readonly name: string;
  readonly title: string;
  /** Makes them ready, once it is known where their results go. */
  prepare(specs: readonly Spec[], folder: OutFolder, interruption: Interruption): Promise<readonly Spec[]>;
  performer(folder: OutFolder, interruption: Interruption): Performer<Spec>;
  /** Whether the next seed is drilled after one that ended so. */
  goesOn(end: DrillEnd): boolean;
  /** Whether the verdict of a drill that ended so is no matter. */
  isMoot(end: DrillEnd): boolean;
}

/** Those on a modelled site. @throws UsageError, InputErrors */
function modelSeeds(given: Given, script: string): Seeds<DrillSpec> {
  const inputs = readDrillInputs(given, script, [given.text('cache') ?? shippedFile(DEFAULT_SETTINGS)]);
  const repeat = wholeNumber(given, 'repeat', 1, 1);
  const [underTest] = inputs.settings;
  if (underTest === undefined) throw new Error('no settings were read');
  const virtual = inputs.spec.clock === 'virtual';
  return {
    ...{
      inputs,
      repeat,
      name: `${nameOf(script)}-${underTest.name}`,
      title: `${nameOf(script)} with ${underTest.name}`,
    },
    first: { ...inputs.spec, settings: { underTest, baseline: inputs.baseline } },
    prepare: (specs, folder, interruption) =>
      withHeadroom(specs, given, folder, interruption, line => {
        if (!inputs.quiet) toStderr(`${line}\n`);
      }),
    performer: (_, interruption) =>
      new ModelPerformer(virtual ? Math.min(parallelDrills(), repeat) : 1, interruption, inputs.targets, false),
    goesOn: () => true,
    isMoot: () => inputs.exitZero,
  };
}

/** Drills all seeds and keeps what they leave. */
export function runSeeds<Spec extends AnySpec>(
  given: Given,
  seeds: Seeds<Spec>,
  interruption: Interruption,
): Promise<number> {
  return withOutFolder(seeds.inputs.out, seeds.name, async folder => {
    try {
      return await runInto(folder, given, seeds, interruption);
    } catch (error) {
      if (!(error instanceof ProbeFailed)) throw error;
      toStderr(`${error.message}\n`);
      return error.code;
    } finally {
      interruption.close();
    }
  });
}

async function runInto<Spec extends AnySpec>(
  folder: OutFolder,
  given: Given,
  { inputs, first, repeat, title, ...seeds }: Seeds<Spec>,
  interruption: Interruption,
): Promise<number> {
  const all = Array.from({ length: repeat }, (_, i) => ({ ...first, seed: first.seed + i }));
  const specs = await seeds.prepare(all, folder, interruption);
  const performer = seeds.performer(folder, interruption);
  const { atOnce } = performer;
  const views = await Views.open({
    ...{ quiet: inputs.quiet, total: repeat, atOnce, interruption, title },
    port: uiPort(given, usuallyWatched(first.clock, inputs.quiet)),
  });
  const drafts = new Drafts(folder, line => {
    if (!inputs.quiet) views.say(line);
  });
  const keeping = { folder, inputs, views };
  const runOne = async (spec: Spec): Promise<{ code: number; run: RecordedRun | null; end: DrillEnd }> => {
    const part = repeat === 1 ? '' : `seed-${spec.seed}`;
    const view = views.watch(spec, `seed ${spec.seed}`);
    const drill = performer.perform(spec, part, view.watcher, drafts.of(part));
    // Loaded beside it: nothing needs records and their pages before its end.
    const [end, { keepDrill }] = await Promise.all([drill, import('../keep-drill.ts')]);
    const run = await keepDrill(end, part, spec.tags, view, keeping);
    return { end, run, code: exitCode(end, seeds.isMoot(end)) };
  };
  try {
    let over = false;
    const results = await inParallel(specs, atOnce, async spec => {
      if (interruption.asked || over) return null;
      const result = await runOne(spec);
      over ||= !seeds.goesOn(result.end);
      return result;
    });
    const begun = results.filter(each => each !== null);
    const codes = begun.map(({ code }) => code);
    if (interruption.asked && begun.length < repeat) codes.push(EXIT.interrupted);
    // Of a drill that was interrupted the figures are of another length of time.
    const whole = begun.flatMap(({ run, code }) => (run === null || code === EXIT.interrupted ? [] : [run]));
    if (repeat > 1) {
      const stopped = codes.includes(EXIT.interrupted);
      const { keepRepeat } = await import('../keep-drill.ts');
      await keepRepeat(whole, stopped ? interruptedAt(whole.length, repeat) : undefined, keeping);
    }
    return worst(codes);
  } finally {
    await views.close();
    await performer.close();
  }
}
