import { readDuration, readShare } from '../../../mock-service/settings/units.ts';
import type { RolloutPlan } from '../../drill/rollout-plan.ts';
import type { SystemUnderTest } from '../../topology/system-under-test.ts';
import { CANARY_METRICS, type CanaryMetric } from '../../verdict/canary.ts';
import { holdMsFor } from '../../verdict/hold-time.ts';
import { type Given, UsageError } from './command.ts';

/** An overload of this much, at least, is to show while a stage is held. */
const COARSEST = 0.5;

/** The plan as the flags change it. @throws UsageError */
export function readPlan(given: Given, topology: SystemUnderTest, plan: RolloutPlan): RolloutPlan {
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
