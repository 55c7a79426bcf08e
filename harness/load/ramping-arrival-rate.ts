import { describeArrivalVus, readArrivalVus, readTimeUnit } from './constant-arrival-rate.ts';
import { printDuration } from './duration.ts';
import type { Fields } from './fields.ts';
import { RateCurve } from './rate-curve.ts';
import { describeBase, readBase, type ScenarioBase } from './scenario-base.ts';
import { describeStages, readStages, type Stage, totalMs } from './stages.ts';

/** Iterations start at a rate that changes linearly from stage to stage, whatever becomes of them. */
export interface RampingArrivalRate extends ScenarioBase {
  readonly executor: 'ramping-arrival-rate';
  /** Iterations per `timeUnitMs` at the start. */
  readonly startRate: number;
  readonly timeUnitMs: number;
  readonly stages: readonly Stage[];
  readonly preAllocatedVUs: number;
  readonly maxVUs: number;
}

export function readRampingArrivalRate(name: string, fields: Fields): RampingArrivalRate {
  return {
    executor: 'ramping-arrival-rate',
    ...readBase(name, fields),
    startRate: fields.whole('startRate', { min: 0, fallback: 0 }),
    timeUnitMs: readTimeUnit(fields),
    stages: readStages(fields),
    ...readArrivalVus(fields),
  };
}

export function describeRampingArrivalRate(scenario: RampingArrivalRate): string {
  const { startRate, timeUnitMs, stages } = scenario;
  return `iterations per ${printDuration(timeUnitMs)} from ${startRate} to ${describeStages(stages)} (${printDuration(totalMs(stages))} in all), ${describeArrivalVus(scenario)} ${describeBase(scenario)}`;
}

export function rampingCurve({ startRate, stages, timeUnitMs }: RampingArrivalRate): RateCurve {
  return new RateCurve(startRate, stages, timeUnitMs);
}
