import { join } from 'node:path';
import type { AnySpec, DrillSpec } from '../../drill/drill-spec.ts';
import { defaultPlan, plannedSeconds, plannedStages, type RolloutPlan } from '../../drill/rollout-plan.ts';
import { rolloutOf } from '../../record/rollout-record.ts';
import { RUN } from '../../record/run-record.ts';
import type { SystemUnderTest } from '../../topology/system-under-test.ts';
import { CANARY_METRICS } from '../../verdict/canary.ts';
import { seconds } from '../../verdict/figures.ts';
import { Drafts } from '../drafts.ts';
import { EXIT, exitOf } from '../exit-code.ts';
import { type Command, type Given, UsageError } from '../flags/command.ts';
import { DEFAULT_SETTINGS, DRILL_FLAGS, oneScript, readDrillInputs, type ShownInputs } from '../flags/drill-flags.ts';
import { readPlan } from '../flags/rollout-flags.ts';
import { TARGET_FLAG } from '../flags/target-flag.ts';
import { UI_FLAGS, uiPort } from '../flags/ui-flags.ts';
import { Interruption, UNDOING } from '../interruption.ts';
import { type OutFolder, withOutFolder } from '../out-folder.ts';
import { ModelPerformer, type Performer } from '../performer.ts';
import { SARIF_FLAG } from '../sarif-file.ts';
import { nameOf } from '../script-name.ts';
import { toStderr } from '../to-terminal.ts';
import { usuallyWatched, Views } from '../views.ts';
import { ANNOTATE_FLAG, writeResults } from '../write-results.ts';

export const rollout: Command = {
  name: 'rollout',
  usage: 'headroom rollout SCRIPT --cache FILE [flags]',
  details:
    "Holds the script's highest load and rolls the settings out in stages, from those of --baseline. In each stage the changed instances (the " +
    'canary) are watched beside the rest at peak on the primary, then everybody fails over to the alternate and back. At the first breach (an ' +
    'objective is broken, or the canary is worse in errors, latency, CPU or hit ratio) it rolls back, moves the users home, and looks whether ' +
    'service comes back. It says at which stage it stopped and how many users got an error. On a target (--target) what all users get is judged in each stage, since nobody tells ' +
    'which instances answered them, and it is rolled back at the end.\n' +
    'rollout.json goes to --out, beside the run.json and report.html of the whole drill.',
  flags: {
    ...DRILL_FLAGS,
    ...UI_FLAGS,
    ...SARIF_FLAG,
    ...ANNOTATE_FLAG,
    ...TARGET_FLAG,
    cache: { value: 'FILE', reads: true, help: 'The cache settings to roll out.' },
    stages: { value: 'SHARES', help: 'Shares of the instances of each pool (default 1%,10%,50%,100%).' },
    bake: {
      value: 'DURATION',
      help: 'How long each stage is watched on the primary (default: until an overload of 5% must show).',
    },
    hold: { value: 'DURATION', help: 'How long it is held on the alternate (default the same).' },
    over: { value: 'DURATION', help: 'How long users take to move to the alternate and back (default 15s).' },
    accept: {
      value: 'METRICS',
      help: `In what the canary may be worse: ${CANARY_METRICS.slice(1).join(', ')}, with commas between.`,
    },
  },
  examples: [
    'headroom rollout scenarios/eu-peak-failover.ts --cache mock-service/settings/short-ttl.yaml --virtual',
    'headroom rollout scenarios/eu-peak-failover.ts --cache mock-service/settings/short-ttl.yaml --virtual --accept cpu,hit-ratio,latency',
    'headroom rollout scenarios/eu-peak-failover.ts --cache new.yaml --stages 10%,100% --hold 20s',
  ],
  async run(given) {
    const script = oneScript(given, 'rollout');
    const cache = given.text('cache');
    if (cache === undefined)
      throw new UsageError(`headroom rollout needs --cache FILE: what is to be rolled out over ${DEFAULT_SETTINGS}`);
    if (given.text('target') !== undefined) {
      const { rolloutOnTarget } = await import('./rollout-target.ts');
      return rollOutWith(given, await rolloutOnTarget(given, script, cache), new Interruption(UNDOING));
    }
    return rollOutWith(given, modelled(given, script, cache), new Interruption());
  },
};

/** A change that is to be rolled out, and who carries that out. */
export interface Rollout<Spec extends AnySpec> {
  readonly inputs: ShownInputs;
  /** The drill, without the plan. */
  readonly spec: Spec;
  readonly plan: RolloutPlan;
  performer(folder: OutFolder, interruption: Interruption): Performer<Spec>;
  /** How much longer its operations may take than the plan knows. */
  readonly patienceMs: number;
}

function modelled(given: Given, script: string, cache: string): Rollout<DrillSpec> {
  const inputs = readDrillInputs(given, script, [cache]);
  const [underTest] = inputs.settings;
  return {
    ...{ inputs, patienceMs: 0, plan: readPlan(given, inputs.topology, defaultPlan(inputs.topology)) },
    spec: { ...inputs.spec, settings: { underTest, baseline: inputs.baseline } },
    performer: (_, interruption) => new ModelPerformer(1, interruption, inputs.targets, false),
  };
}

/** @throws UsageError where there is no change */
function rollOutWith<Spec extends AnySpec>(
  given: Given,
  rollout: Rollout<Spec>,
  interruption: Interruption,
): Promise<number> {
  const { inputs, plan, patienceMs } = rollout;
  const { underTest, baseline } = rollout.spec.settings;
  if (underTest.fingerprint === baseline?.fingerprint)
    throw new UsageError(`${underTest.name} and ${baseline.name} are the same settings: there is nothing to roll out`);
  const spec = rolloutSpec(rollout.spec, plan, patienceMs);
  return withOutFolder(inputs.out, `${nameOf(spec.script)}-${underTest.name}-rollout`, async folder => {
    const performer = rollout.performer(folder, interruption);
    const views = await Views.open({
      ...{ quiet: inputs.quiet, total: 1, atOnce: 1, interruption },
      title: `rollout of ${underTest.name}`,
      port: uiPort(given, usuallyWatched(spec.clock, inputs.quiet)),
    });
    try {
      return await rollOut(spec, plan, inputs, folder, performer, views);
    } finally {
      await views.close();
      interruption.close();
    }
  });
}

/** The part of the folder that has the drill's record: its verdict is not that of the rollout. */
const DRILL = 'drill';

async function rollOut<Spec extends AnySpec>(
  spec: Spec,
  plan: RolloutPlan,
  inputs: ShownInputs,
  folder: OutFolder,
  performer: Performer<Spec>,
  views: Views,
): Promise<number> {
  const { underTest } = spec.settings;
  const view = views.watch(spec, underTest.name);
  const say = (line: string): void => {
    if (!inputs.quiet) views.say(line);
  };
  say(planText(plan, spec.topology));
  const drafts = new Drafts(folder, say);
  const drill = performer.perform(spec, DRILL, view.watcher, drafts.of(DRILL));
  // Loaded beside it: nothing needs records and their pages before its end.
  const [end, { keepAlone, keepRecord }] = await Promise.all([drill, import('../keep-record.ts')]);
  const { record: run, rollout: outcome, exit } = end;
  await writeResults(inputs, end, spec.tags);
  if (run === null || outcome === undefined || (exit !== null && exit.code !== 99 && exit.code !== EXIT.interrupted)) {
    // There is no verdict on the change: what is kept is the drill's own.
    const kept = run === null ? null : await keepRecord(folder, '', { kind: 'run', record: run });
    view.over(end, kept?.report ?? null);
    if (exit === null) return EXIT.bug;
    toStderr(`${exit.reason}\n`);
    return exit.code;
  }
  const path = keepAlone(folder, DRILL, { kind: 'run', record: run }) ?? join(folder.path, DRILL, RUN.file);
  const wasInterrupted = exit?.code === EXIT.interrupted;
  const record = rolloutOf(run, outcome, plan.accepted, path, wasInterrupted);
  const rollout = { kind: 'rollout', record } as const;
  const kept = await keepRecord(folder, '', rollout, [run]);
  view.over(end, kept.report, record);
  views.aside(() => kept.show(inputs));
  if (wasInterrupted) return EXIT.interrupted;
  return inputs.exitZero ? EXIT.pass : exitOf(record.verdict);
}

/** The drill in which the plan is carried out: the script's highest load, as long as all stages take. */
function rolloutSpec<Spec extends AnySpec>(spec: Spec, plan: RolloutPlan, patienceMs: number): Spec {
  const { topology } = spec;
  const stages = plannedStages(plan.stages, topology.pools).length;
  const lengthS = plannedSeconds(plan, stages) + (stages * patienceMs) / 1000;
  return {
    ...spec,
    direction: {
      load: { stages: [{ factor: 1, durationMs: lengthS * 1000 }], gracefulStopMs: topology.proxy.timeoutMs + 1000 },
      pool: Object.keys(topology.pools)[0] as string,
      stopWhenBroken: false,
      rollout: plan,
    },
  };
}

function planText(plan: RolloutPlan, topology: SystemUnderTest): string {
  const stages = plannedStages(plan.stages, topology.pools);
  const [home] = Object.keys(topology.pools);
  const counts = stages.map(({ shares, instances }) => {
    const each = Object.entries(instances).map(([name, n]) => `${n} of ${topology.pools[name]?.instances} ${name}`);
    const counted = each.length === 0 ? '' : ` (${each.join(', ')})`;
    return `${shares.map(share => `${share * 100}%`).join(' and ')}${counted}`;
  });
  return (
    `Stages: ${counts.join(', ')}; in each ${plan.deployS > 0 ? `${plan.deployS} s to deploy, ` : ''}${plan.bakeS} s at peak on ${home}, ` +
    `${plan.detectS > 0 ? `${plan.detectS} s to detect the failure, ` : ''}${plan.overS} s to ${plan.alternate}, ` +
    `${plan.holdS} s there, ${plan.overS} s back: ${seconds(plannedSeconds(plan, stages.length))} if nothing stops it.`
  );
}
