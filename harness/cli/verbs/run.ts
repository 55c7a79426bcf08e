import type { NamedCacheSettings } from '../../../mock-service/settings/cache-settings.ts';
import type { DrillSpec } from '../../drill/drill-spec.ts';
import { ProbeFailed } from '../../drill/probe-workers.ts';
import { interruptedAt } from '../../verdict/interrupted.ts';
import { parallelDrills } from '../../watch/terminal/plain-progress.ts';
import { Drafts } from '../drafts.ts';
import { EXIT } from '../exit-code.ts';
import { type Command, type Given, UsageError } from '../flags/command.ts';
import {
  DEFAULT_SETTINGS,
  DRILL_FLAGS,
  type DrillInputs,
  LOAD_FLAGS,
  oneScript,
  readDrillInputs,
  wholeNumber,
} from '../flags/drill-flags.ts';
import { TARGET_FLAG } from '../flags/target-flag.ts';
import { UI_FLAGS, uiPort } from '../flags/ui-flags.ts';
import { inParallel } from '../in-parallel.ts';
import { Interruption } from '../interruption.ts';
import type { RecordedRun } from '../keep-drill.ts';
import { type OutFolder, withOutFolder } from '../out-folder.ts';
import { performDrill } from '../perform-drill.ts';
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
    const inputs = readDrillInputs(given, script, [given.text('cache') ?? shippedFile(DEFAULT_SETTINGS)]);
    const repeat = wholeNumber(given, 'repeat', 1, 1);
    const [underTest] = inputs.settings;
    if (underTest === undefined) throw new Error('no settings were read');
    return withOutFolder(inputs.out, `${nameOf(script)}-${underTest.name}`, folder =>
      runSeeds(given, inputs, underTest, repeat, folder),
    );
  },
};

async function runSeeds(
  given: Given,
  inputs: DrillInputs,
  underTest: NamedCacheSettings,
  repeat: number,
  folder: OutFolder,
): Promise<number> {
  const interruption = new Interruption();
  const specs = await headroomed(given, inputs, underTest, repeat, folder, interruption);
  if (typeof specs === 'number') return specs;
  const atOnce = inputs.spec.clock === 'virtual' ? Math.min(parallelDrills(), repeat) : 1;
  const views = await Views.open({
    ...{ quiet: inputs.quiet, total: repeat, atOnce, interruption },
    title: `${nameOf(inputs.spec.script)} with ${underTest.name}`,
    port: uiPort(given, usuallyWatched(inputs.spec.clock, inputs.quiet)),
  });
  const drafts = new Drafts(folder, line => {
    if (!inputs.quiet) views.say(line);
  });
  try {
    const results = await inParallel(specs, atOnce, spec =>
      runOne(spec, folder, repeat === 1 ? '' : `seed-${spec.seed}`, inputs, views, interruption, drafts),
    );
    // Of a drill that was interrupted the figures are of another length of time.
    const whole = results.flatMap(({ run, code }) => (run === null || code === EXIT.interrupted ? [] : [run]));
    if (repeat > 1) {
      const stopped = results.some(({ code }) => code === EXIT.interrupted);
      const { keepRepeat } = await import('../keep-drill.ts');
      await keepRepeat(whole, stopped ? interruptedAt(whole.length, repeat) : undefined, { folder, inputs, views });
    }
    return worst(results.map(({ code }) => code));
  } finally {
    await views.close();
    interruption.close();
  }
}

/** The drills, one a seed, with the headroom of their settings where it is known. @returns the exit code if it cannot be measured */
async function headroomed(
  given: Given,
  inputs: DrillInputs,
  underTest: NamedCacheSettings,
  repeat: number,
  folder: OutFolder,
  interruption: Interruption,
): Promise<DrillSpec[] | number> {
  const specs = Array.from({ length: repeat }, (_, i) => ({
    ...inputs.spec,
    seed: inputs.spec.seed + i,
    settings: { underTest, baseline: inputs.baseline },
  }));
  try {
    return await withHeadroom(specs, given, folder, interruption, line => {
      if (!inputs.quiet) toStderr(`${line}\n`);
    });
  } catch (error) {
    interruption.close();
    if (!(error instanceof ProbeFailed)) throw error;
    toStderr(`${error.message}\n`);
    return error.code;
  }
}

/** @param part the drill's own of the folder; '' if it is the only one */
async function runOne(
  spec: DrillSpec,
  folder: OutFolder,
  part: string,
  inputs: DrillInputs,
  views: Views,
  interruption: Interruption,
  drafts: Drafts,
): Promise<{ code: number; run: RecordedRun | null }> {
  if (interruption.asked) return { code: EXIT.interrupted, run: null };
  const view = views.watch(spec, `seed ${spec.seed}`);
  const drill = performDrill(spec, view.watcher, interruption, inputs.targets, drafts.of(part));
  // Loaded beside it: nothing needs records and their pages before its end.
  const [end, { keepDrill }] = await Promise.all([drill, import('../keep-drill.ts')]);
  const run = await keepDrill(end, part, spec.tags, view, { folder, inputs, views });
  return { code: exitCode(end, inputs.exitZero), run };
}
