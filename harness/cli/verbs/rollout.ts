import { join } from 'node:path';
import { readDuration, readShare } from '../../../mock-service/settings/units.ts';
import type { DrillSpec } from '../../drill/drill-spec.ts';
import { defaultPlan, plannedSeconds, plannedStages, type RolloutPlan } from '../../drill/rollout-plan.ts';
import { rolloutOf } from '../../record/rollout-record.ts';
import { RUN } from '../../record/run-record.ts';
import type { Topology } from '../../topology/topology.ts';
import { CANARY_METRICS, type CanaryMetric } from '../../verdict/canary.ts';
import { seconds } from '../../verdict/figures.ts';
import { holdMsFor } from '../../verdict/hold-time.ts';
import { Drafts } from '../drafts.ts';
import { EXIT, exitOf } from '../exit-code.ts';
import { type Command, type Given, UsageError } from '../flags/command.ts';
import { DEFAULT_SETTINGS, DRILL_FLAGS, type DrillInputs, oneScript, readDrillInputs } from '../flags/drill-flags.ts';
import { UI_FLAGS, uiPort } from '../flags/ui-flags.ts';
import { Interruption } from '../interruption.ts';
import { type OutFolder, withOutFolder } from '../out-folder.ts';
import { performDrill } from '../perform-drill.ts';
import { nameOf } from '../script-name.ts';
import { toStderr } from '../to-terminal.ts';
import { usuallyWatched, Views } from '../views.ts';
import { writeResults } from '../write-results.ts';

/** An overload of this much, at least, is to show while a stage is held. */
const COARSEST = 0.5;

export const rollout: Command = {
  name: 'rollout',
  usage: 'headroom rollout SCRIPT --cache FILE [flags]',
  details:
    "Holds the script's highest load and rolls the settings out in stages, from those of --baseline. In each stage the changed instances (the " +
    'canary) are watched beside the rest at peak on the primary, then everybody fails over to the alternate and back. At the first breach (an ' +
    'objective is broken, or the canary is worse in errors, latency, CPU or hit ratio) it rolls back, moves the users home, and looks whether ' +
    'service comes back. It says at which stage it stopped and how many users got an error.\n' +
    'rollout.json goes to --out, beside the run.json and report.html of the whole drill.',
  flags: {
    ...DRILL_FLAGS,
    ...UI_FLAGS,
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
    const inputs = readDrillInputs(given, script, [cache]);
    const [underTest] = inputs.settings;
    if (underTest === undefined) throw new Error('no settings were read');
    if (underTest.fingerprint === inputs.baseline.fingerprint) {
      throw new UsageError(
        `${underTest.name} and ${inputs.baseline.name} are the same settings: there is nothing to roll out`,
      );
    }
    const plan = readPlan(given, inputs.topology);
    const spec = rolloutSpec({ ...inputs.spec, settings: { underTest, baseline: inputs.baseline } }, plan);
    return withOutFolder(inputs.out, `${nameOf(script)}-${underTest.name}-rollout`, folder =>
      watchedRollout(given, spec, plan, inputs, folder),
    );
  },
};

async function watchedRollout(
  given: Given,
  spec: DrillSpec,
  plan: RolloutPlan,
  inputs: DrillInputs,
  folder: OutFolder,
): Promise<number> {
  const interruption = new Interruption();
  const views = await Views.open({
    ...{ quiet: inputs.quiet, total: 1, atOnce: 1, interruption },
    title: `rollout of ${spec.settings.underTest.name}`,
    port: uiPort(given, usuallyWatched(inputs.spec.clock, inputs.quiet)),
  });
  try {
    return await rollOut(spec, plan, inputs, folder, views, interruption);
  } finally {
    await views.close();
    interruption.close();
  }
}

/** The part of the folder that has the drill's record: its verdict is not that of the rollout. */
const DRILL = 'drill';

async function rollOut(
  spec: DrillSpec,
  plan: RolloutPlan,
  inputs: DrillInputs,
  folder: OutFolder,
  views: Views,
  interruption: Interruption,
): Promise<number> {
  const { underTest } = spec.settings;
  const view = views.watch(spec, underTest.name);
  const say = (line: string): void => {
    if (!inputs.quiet) views.say(line);
  };
  say(planText(plan, spec.topology));
  const drafts = new Drafts(folder, say);
  const drill = performDrill(spec, view.watcher, interruption, {
    targetsFile: inputs.targets,
    drafted: drafts.of(DRILL),
  });
  // Loaded beside it: nothing needs records and their pages before its end.
  const [end, { keepAlone, keepRecord }] = await Promise.all([drill, import('../keep-record.ts')]);
  const { record: run, rollout: outcome, exit } = end;
  if (run !== null) await writeResults(inputs.remoteWrite, run, spec.tags);
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
function rolloutSpec(spec: DrillSpec, plan: RolloutPlan): DrillSpec {
  const { topology } = spec;
  const lengthS = plannedSeconds(plan, plannedStages(plan.stages, topology.pools).length);
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

function planText(plan: RolloutPlan, topology: Topology): string {
  const stages = plannedStages(plan.stages, topology.pools);
  const [home] = Object.keys(topology.pools);
  const counts = stages.map(({ shares, instances }) => {
    const each = Object.entries(instances).map(([name, n]) => `${n} of ${topology.pools[name]?.instances} ${name}`);
    return `${shares.map(share => `${share * 100}%`).join(' and ')} (${each.join(', ')})`;
  });
  return (
    `Stages: ${counts.join(', ')}; in each ${plan.deployS > 0 ? `${plan.deployS} s to deploy, ` : ''}${plan.bakeS} s at peak on ${home}, ` +
    `${plan.detectS > 0 ? `${plan.detectS} s to detect the failure, ` : ''}${plan.overS} s to ${plan.alternate}, ` +
    `${plan.holdS} s there, ${plan.overS} s back: ${seconds(plannedSeconds(plan, stages.length))} if nothing stops it.`
  );
}

function readPlan(given: Given, topology: Topology): RolloutPlan {
  const plan = defaultPlan(topology);
  const { timeoutMs } = topology.proxy;
  const least = Math.ceil(holdMsFor(timeoutMs, COARSEST) / 1000);
  const wholeSeconds = (flag: string, fallback: number, from: number): number => {
    const text = given.text(flag);
    if (text === undefined) return fallback;
    const durationMs = readDuration(text);
    if (durationMs === undefined || durationMs < from * 1000) {
      throw new UsageError(
        `--${flag} must be a duration from ${from}s on, not ${text}: an overload takes that long to show`,
      );
    }
    return Math.ceil(durationMs / 1000);
  };
  const bakeS = wholeSeconds('bake', plan.bakeS, least);
  return {
    ...plan,
    bakeS,
    holdS: wholeSeconds('hold', plan.holdS, least),
    overS: wholeSeconds('over', plan.overS, 0),
    stages: readStages(given.text('stages')) ?? plan.stages,
    accepted: readAccepted(given.text('accept')),
  };
}

function readStages(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined;
  const stages = text.split(',').map(each => readShare(each.trim()) ?? Number(each));
  const growing = stages.every((stage, i) => stage > (stages[i - 1] ?? 0) && stage <= 1);
  if (growing && stages.at(-1) === 1) return stages;
  throw new UsageError(`--stages must be growing shares that end with 100%, such as 1%,10%,50%,100%, not ${text}`);
}

function readAccepted(text: string | undefined): CanaryMetric[] {
  if (text === undefined) return [];
  const allowed = CANARY_METRICS.filter(metric => metric !== 'errors');
  return text.split(',').map(each => {
    const metric = allowed.find(name => name === each.trim());
    if (metric === undefined) throw new UsageError(`--accept takes ${allowed.join(', ')}, not ${each.trim()}`);
    return metric;
  });
}
