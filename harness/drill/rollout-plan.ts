import { instanceCount } from '../../mock-service/model/instance-count.ts';
import type { PoolLimits, SystemUnderTest } from '../topology/system-under-test.ts';
import type { Topology } from '../topology/topology.ts';
import type { CanaryMetric } from '../verdict/canary.ts';
import { holdMsFor } from '../verdict/hold-time.ts';

/** How a change is staged. Times in whole seconds. */
export interface RolloutPlan {
  /** Shares of the instances of every pool, growing, the last 1. */
  readonly stages: readonly number[];
  /** The pool that takes over in each stage's drill. */
  readonly alternate: string;
  /** With the settings of before, until caches hold what they will. */
  readonly warmUpS: number;
  /** Until a deploy has reached its last instance; 0: at once. */
  readonly deployS: number;
  /** At peak on the primary, after each deploy. */
  readonly bakeS: number;
  /** From the order of a failover until users begin to move. */
  readonly detectS: number;
  /** Of each move of the users. */
  readonly overS: number;
  /** At peak on the alternate. */
  readonly holdS: number;
  /** Back on the primary, before the next stage. */
  readonly settleS: number;
  /** Until a roll-back has reached its last instance; 0: at once. */
  readonly rollBackS: number;
  /** After a roll-back, to see whether service comes back. */
  readonly recoverS: number;
  /** In what the canary may be worse than the rest. */
  readonly accepted: readonly CanaryMetric[];
}

/** Overload by this share shows while a stage is held. */
const RESOLUTION = 0.05;

/** A plan whose times suit the topology: each hold is long enough to show an overload of 5 % (ground-truth §2). */
export function defaultPlan({
  proxy,
  operations = {},
}: Pick<SystemUnderTest, 'proxy'> & Pick<Topology, 'operations'>): RolloutPlan {
  const holdS = Math.ceil(holdMsFor(proxy.timeoutMs, RESOLUTION) / 1000);
  return {
    ...{ stages: [0.01, 0.1, 0.5, 1], alternate: 'alternate', accepted: [] },
    deployS: wholeSeconds(operations.deploy?.takesMs),
    detectS: wholeSeconds(operations['fail-over']?.detectMs),
    rollBackS: wholeSeconds(operations['roll-back']?.takesMs),
    ...{ warmUpS: 30, bakeS: holdS, overS: 15, holdS, settleS: 15, recoverS: 45 },
  };
}

function wholeSeconds(ms = 0): number {
  return Math.ceil(ms / 1000);
}

/** A stage of a plan on a topology: how many instances of each pool have the change. */
export interface PlannedStage {
  /** Those of the plan that mean these instances: at a small scale 1 % and 10 % may both be one. */
  readonly shares: readonly number[];
  /** Of pools of which nobody has told how many instances they have, none. */
  readonly instances: Readonly<Record<string, number>>;
}

/** The stages that differ in their instances. */
export function plannedStages(stages: readonly number[], pools: Readonly<Record<string, PoolLimits>>): PlannedStage[] {
  const planned: { shares: number[]; instances: Record<string, number> }[] = [];
  for (const share of stages) {
    const instances = Object.fromEntries(
      Object.entries(pools).flatMap(([name, { instances: all }]) =>
        all === null ? [] : [[name, instanceCount(share, all)] as const],
      ),
    );
    const last = planned.at(-1);
    const known = Object.keys(instances);
    if (last !== undefined && known.length > 0 && known.every(name => last.instances[name] === instances[name])) {
      last.shares.push(share);
    } else planned.push({ shares: [share], instances });
  }
  return planned;
}

/** How long the whole of it takes if nothing stops it, s. */
export function plannedSeconds(plan: RolloutPlan, stages: number): number {
  const { warmUpS, deployS, bakeS, detectS, overS, holdS, settleS } = plan;
  return warmUpS + stages * (deployS + bakeS + detectS + overS + holdS + overS + settleS);
}
