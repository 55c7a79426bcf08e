import type { DrillSpec } from '../../drill/drill-spec.ts';
import { ProbeWorkers, type RunProbe } from '../../drill/probe-workers.ts';
import { ordersOf, type RecoveryPlan, runbook } from '../../drill/recovery-plan.ts';
import { leastPlan, recoveryFrame, SEEDS, SHOWN_S } from '../../drill/recovery-search.ts';
import { wrap } from '../../report/layout.ts';
import { CLASS_TEXTS, drillClass } from '../../verdict/drill-class.ts';
import { count, seconds } from '../../verdict/figures.ts';
import { effortOf } from '../../verdict/way-out.ts';
import { EXIT } from '../exit-code.ts';
import { failedProbe } from '../failed-probe.ts';
import { type Command, type Given, UsageError } from '../flags/command.ts';
import {
  DEFAULT_SETTINGS,
  DRILL_FLAGS,
  type DrillInputs,
  oneScript,
  readDrillInputs,
  wholeNumber,
} from '../flags/drill-flags.ts';
import { Interruption } from '../interruption.ts';
import { type OutFolder, withOutFolder } from '../out-folder.ts';
import { nameOf } from '../script-name.ts';
import { shippedFile } from '../shipped-file.ts';
import { tickerOf, toStdout } from '../to-terminal.ts';

const { virtual: _, targets: __, 'remote-write': ___, open: ____, ...FLAGS } = DRILL_FLAGS;

export const recover: Command = {
  name: 'recover',
  usage: 'headroom recover SCRIPT [flags]',
  details:
    'For a drill that does not come back by itself, on a virtual clock: searches the throttle that refuses the least and still ends it, with every ' +
    'order of what is left to undo (settings to roll back, users to fail back), says it as a runbook of three lines, and proves it by a drill. It must be ' +
    'one with three seeds. Effort is what users are refused, in seconds of all of the load.\n' +
    'The load must go on for long enough after the outage has begun: what comes later cannot be tried. Exits 99 if nothing that was tried ends it.',
  flags: {
    ...FLAGS,
    cache: { value: 'FILE', reads: true, help: `The cache settings under test (default ${DEFAULT_SETTINGS}).` },
    at: {
      value: 'SECOND',
      help: 'When operators act (default: ten deadlines after service broke and the trigger was gone).',
    },
    by: { value: 'user|request', help: 'Of what the throttle lets a share in (default user).' },
  },
  examples: [
    'headroom recover scenarios/post-mortems/slack-2022-02-22/replay.ts --topology scenarios/post-mortems/slack-2022-02-22/topology.yaml --cache scenarios/post-mortems/slack-2022-02-22/settings.yaml',
  ],
  async run(given) {
    const script = oneScript(given, 'recover');
    const inputs = readDrillInputs(given, script, [given.text('cache') ?? shippedFile(DEFAULT_SETTINGS)]);
    const [underTest] = inputs.settings;
    const by = given.text('by') ?? 'user';
    if (by !== 'user' && by !== 'request') throw new UsageError(`--by must be user or request, not ${by}`);
    const spec: DrillSpec = { ...inputs.spec, clock: 'virtual', settings: { underTest, baseline: inputs.baseline } };
    return withOutFolder(inputs.out, `${nameOf(script)}-${underTest.name}-recover`, folder =>
      search(given, spec, by, inputs, folder),
    );
  },
};

async function search(
  given: Given,
  spec: DrillSpec,
  by: RecoveryPlan['by'],
  inputs: DrillInputs,
  folder: OutFolder,
): Promise<number> {
  const interruption = new Interruption();
  const workers = await ProbeWorkers.start(spec);
  interruption.onAsked = () => workers.interrupt();
  try {
    const drill = await workers.run(spec);
    const became = drillClass(drill);
    if (became !== 'stays-down') {
      const what = became === null ? 'does not show what becomes of service' : CLASS_TEXTS[became];
      toStdout(`There is nothing to end: the drill ${what}. ${drill.reasons[0] ?? ''}\n`);
      return became === null ? EXIT.inconclusive : EXIT.pass;
    }
    const at = given.text('at') === undefined ? undefined : wholeNumber(given, 'at', 0, 1);
    const frame = recoveryFrame(drill, by, at);
    const { withinS, loadEndS, atS } = frame;
    if (withinS <= 0) {
      const needed = `its load ends in second ${loadEndS}, and must go on for ${SHOWN_S} s after second ${atS}`;
      throw new UsageError(`nothing can be tried: ${needed}; make the script's last stage longer, or give --at`);
    }
    const ticker = tickerOf(inputs);
    const { plan, trials } = await leastPlan(spec, drill, frame, workers.run, (tried, ends) => {
      ticker.tick(`${ends ? 'ends it' : 'does not'}: ${runbook(tried).join(' ')}`);
    });
    if (plan === null) {
      toStdout(`NONE  of ${count(trials)} that were tried within ${seconds(withinS)} ends it.\n`);
      return inputs.exitZero ? EXIT.pass : EXIT.fail;
    }
    return await prove(spec, plan, trials, workers.run, inputs, folder);
  } catch (error) {
    return failedProbe(error);
  } finally {
    interruption.close();
    await workers.stop();
  }
}

async function prove(
  spec: DrillSpec,
  plan: RecoveryPlan,
  trials: number,
  run: RunProbe,
  inputs: DrillInputs,
  folder: OutFolder,
): Promise<number> {
  const orders = ordersOf(plan);
  const record = await run({ ...spec, orders });
  const { keepRecord } = await import('../keep-record.ts');
  const kept = await keepRecord(folder, '', { kind: 'run', record });
  const { recoveredS } = record.timeouts;
  const effortS = effortOf(plan.throttling);
  if (inputs.json) {
    const seeds = Array.from({ length: SEEDS }, (_, i) => spec.seed + i);
    const facts = { plan, runbook: runbook(plan), effortS, recoveredS, trials, seeds };
    toStdout(`${JSON.stringify(facts, null, 2)}\n`);
  } else {
    const refused =
      effortS === 0 ? 'nobody is refused' : `users are refused what comes in ${seconds(effortS)} of all load`;
    const back = recoveredS === null ? '' : ` Service is back in second ${Math.round(recoveredS)}.`;
    const proof = `Proved by a drill (seed ${spec.seed}), and it is one with each of ${SEEDS} seeds; ${count(trials)} were tried.`;
    const lines = [
      ...wrap(
        `FOUND  a way out of ${nameOf(spec.script)} with ${spec.settings.underTest.name} on ${spec.topology.name}: ${refused}.${back}`,
        '',
        '       ',
      ),
      ...runbook(plan).flatMap((line, i) => wrap(`${i + 1}. ${line}`, '  ', '     ')),
      ...wrap(proof, '  '),
      ...(kept.report === null ? [] : [`Report: ${kept.report}`]),
    ];
    toStdout(`${lines.join('\n')}\n`);
  }
  return EXIT.pass;
}
