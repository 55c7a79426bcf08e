import { printDuration } from './duration.ts';
import type { Fields } from './fields.ts';
import { count, describeBase, readBase, type ScenarioBase } from './scenario-base.ts';
import { describeStages, readStages, type Stage, totalMs } from './stages.ts';
import { mostVus } from './vu-steps.ts';

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
  const scenario: RampingVus = {
    executor: 'ramping-vus',
    ...readBase(name, fields),
    startVUs: fields.whole('startVUs', { min: 0, fallback: 1 }),
    stages: readStages(fields),
    gracefulRampDownMs: fields.duration('gracefulRampDown', { min: 0, fallback: DEFAULT_GRACEFUL_RAMP_DOWN_MS }),
  };
  if (mostVus(scenario.startVUs, scenario.stages) === 0) {
    fields.wrong('stages', 'no VU at any time', 'a startVUs or a target above 0');
  }
  return scenario;
}

export function describeRampingVus(scenario: RampingVus): string {
  const { startVUs, stages, gracefulRampDownMs } = scenario;
  return `${count(startVUs, 'looping VU')} to ${describeStages(stages)} (${printDuration(totalMs(stages))} in all, gracefulRampDown: ${printDuration(gracefulRampDownMs)}) ${describeBase(scenario)}`;
}
