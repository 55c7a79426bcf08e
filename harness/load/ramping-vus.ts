import { printDuration } from './duration.ts';
import type { Fields } from './fields.ts';
import { count, describeBase, readBase, type ScenarioBase } from './scenario-base.ts';
import { describeStages, readStages, type Stage, totalMs } from './stages.ts';

/** VUs that iterate as often as they can; how many changes linearly from stage to stage. */
export interface RampingVus extends ScenarioBase {
  readonly executor: 'ramping-vus';
  readonly startVUs: number;
  readonly stages: readonly Stage[];
  /** How long the iteration of a VU that a stage removes may go on. */
  readonly gracefulRampDownMs: number;
}

/** k6's default. */
export const DEFAULT_GRACEFUL_RAMP_DOWN_MS = 30_000;

export function readRampingVus(name: string, fields: Fields): RampingVus {
  return {
    executor: 'ramping-vus',
    ...readBase(name, fields),
    startVUs: fields.whole('startVUs', { min: 0, fallback: 1 }),
    stages: readStages(fields),
    gracefulRampDownMs: fields.duration('gracefulRampDown', { min: 0, fallback: DEFAULT_GRACEFUL_RAMP_DOWN_MS }),
  };
}

export function describeRampingVus(scenario: RampingVus): string {
  const { startVUs, stages, gracefulRampDownMs } = scenario;
  return `${count(startVUs, 'looping VU')} to ${describeStages(stages)} (${printDuration(totalMs(stages))} in all, gracefulRampDown: ${printDuration(gracefulRampDownMs)}) ${describeBase(scenario)}`;
}
