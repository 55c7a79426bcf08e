import type { DrillSpec } from '../../drill/drill-spec.ts';
import type { WrittenFile } from '../../topology/drill-sources.ts';
import { parallelDrills } from '../../watch/terminal/plain-progress.ts';
import { type Command, type Given, UsageError } from '../flags/command.ts';
import {
  DEFAULT_SETTINGS,
  DRILL_FLAGS,
  LOAD_FLAGS,
  type OneOrMore,
  oneScript,
  readDrillInputs,
  wholeNumber,
} from '../flags/drill-flags.ts';
import { TARGET_FLAG } from '../flags/target-flag.ts';
import { UI_FLAGS } from '../flags/ui-flags.ts';
import { WITH_CAPACITY_FLAGS } from '../flags/with-capacity-flags.ts';
import { Interruption } from '../interruption.ts';
import { ModelPerformer } from '../performer.ts';
import { runSeeds, type Seeds } from '../run-seeds.ts';
import { SARIF_FLAG } from '../sarif-file.ts';
import { nameOf } from '../script-name.ts';
import { shippedFile } from '../shipped-file.ts';
import { tickerOf } from '../to-terminal.ts';
import { ANNOTATE_FLAG } from '../write-results.ts';
import { ALLOW_WRITE_FLAG } from '../write-summary.ts';

export const run: Command = {
  name: 'run',
  usage: 'headroom run SCRIPT [flags]',
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
    gitlab: { help: "Leave load-performance.json too, for GitLab's load performance report." },
    ...SARIF_FLAG,
    ...ANNOTATE_FLAG,
    ...WITH_CAPACITY_FLAGS,
    ...TARGET_FLAG,
    rehearse: {
      help: 'With --target: do it all at one request a second, and undo it: every operation is tried before it matters.',
    },
    uncertainty: {
      value: 'N',
      help: 'With --virtual, on a topology that headroom calibrate wrote: N drills with parameters drawn from what its calibration leaves open.',
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
    'headroom run scenarios/eu-peak-failover.ts --topology mine/topology.yaml --virtual --uncertainty 100',
    'headroom run my-script.js -e STAGE=canary --allow-host staging.example.com',
    'headroom run my-script.js --virtual --vus 10 --duration 30s',
    'headroom run my-script.js --target staging.yaml --allow-host staging.example.com --cache candidate.yaml --baseline now.yaml',
  ],
  async run(given) {
    const script = oneScript(given, 'run');
    if (given.text('target') !== undefined) return (await import('./run-target.ts')).runTarget(given, script);
    if (given.text('uncertainty') !== undefined)
      return (await import('./run-uncertain.ts')).runUncertain(given, script);
    if (given.has('rehearse'))
      throw new UsageError('--rehearse tries the operations of a target: it goes with --target FILE');
    return runSeeds(given, modelSeeds(given, script), new Interruption());
  },
};

/** Those on a modelled site. @throws UsageError, InputErrors */
function modelSeeds(given: Given, script: string): Seeds<DrillSpec> {
  const inputs = readDrillInputs(given, script, [given.text('cache') ?? shippedFile(DEFAULT_SETTINGS)]);
  const repeat = wholeNumber(given, 'repeat', 1, 1);
  const [underTest] = inputs.settings;
  const virtual = inputs.spec.clock === 'virtual';
  return {
    ...{
      inputs,
      repeat,
      name: `${nameOf(script)}-${underTest.name}`,
      title: `${nameOf(script)} with ${underTest.name}`,
    },
    first: { ...inputs.spec, settings: { underTest, baseline: inputs.baseline } },
    prepare: async (specs, folder, interruption) =>
      (await import('../with-capacity.ts')).withHeadroom(specs, given, folder, interruption, tickerOf(inputs)),
    performer: (_, interruption) =>
      new ModelPerformer(virtual ? Math.min(parallelDrills(), repeat) : 1, interruption, inputs.targets, false),
    carry: spec => {
      // One of several seeds is enough to try values with.
      if (!virtual || !inputs.play || spec.seed !== inputs.spec.seed) return null;
      const carrying = import('../carry-drill.ts');
      // Made ready beside the drill.
      void carrying.then(({ readyEngine }) => readyEngine());
      return async (end, record) => {
        const { carriedDrill } = await carrying;
        const [settings] = inputs.sources.settings as OneOrMore<WrittenFile>;
        return carriedDrill({ spec, end, record, settings, places: { record: [], series: ['series'] } }, inputs);
      };
    },
    goesOn: () => true,
    isMoot: () => inputs.exitZero,
  };
}
