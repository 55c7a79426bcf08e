import {
  type ConstantArrivalRate,
  constantCurve,
  describeConstantArrivalRate,
  readConstantArrivalRate,
} from './constant-arrival-rate.ts';
import { type ConstantVus, describeConstantVus, readConstantVus } from './constant-vus.ts';
import type { Fields } from './fields.ts';
import { describePerVuIterations, type PerVuIterations, readPerVuIterations } from './per-vu-iterations.ts';
import {
  describeRampingArrivalRate,
  type RampingArrivalRate,
  rampingCurve,
  readRampingArrivalRate,
} from './ramping-arrival-rate.ts';
import { describeRampingVus, type RampingVus, readRampingVus } from './ramping-vus.ts';
import type { RateCurve } from './rate-curve.ts';
import { describeSharedIterations, readSharedIterations, type SharedIterations } from './shared-iterations.ts';
import { totalMs } from './stages.ts';
import { mostVus } from './vu-steps.ts';

/** One scenario of a script's options, read and checked. */
export type Scenario =
  | SharedIterations
  | PerVuIterations
  | ConstantVus
  | RampingVus
  | ConstantArrivalRate
  | RampingArrivalRate;

/** How each executor's scenario is read. */
export const EXECUTORS: Readonly<Record<Scenario['executor'], (name: string, fields: Fields) => Scenario>> = {
  'shared-iterations': readSharedIterations,
  'per-vu-iterations': readPerVuIterations,
  'constant-vus': readConstantVus,
  'ramping-vus': readRampingVus,
  'constant-arrival-rate': readConstantArrivalRate,
  'ramping-arrival-rate': readRampingArrivalRate,
};

/** What a scenario does, in a sentence: `peak: 100 iterations per 1s for 10s, 50 VUs (gracefulStop: 30s)`. */
export function describe(scenario: Scenario): string {
  return `${scenario.name}: ${sentence(scenario)}`;
}

function sentence(scenario: Scenario): string {
  switch (scenario.executor) {
    case 'shared-iterations':
      return describeSharedIterations(scenario);
    case 'per-vu-iterations':
      return describePerVuIterations(scenario);
    case 'constant-vus':
      return describeConstantVus(scenario);
    case 'ramping-vus':
      return describeRampingVus(scenario);
    case 'constant-arrival-rate':
      return describeConstantArrivalRate(scenario);
    case 'ramping-arrival-rate':
      return describeRampingArrivalRate(scenario);
  }
}

/** How long new iterations may start, ms from the scenario's start. For iteration counts: at most. */
export function regularDurationMs(scenario: Scenario): number {
  if ('maxDurationMs' in scenario) return scenario.maxDurationMs;
  return 'durationMs' in scenario ? scenario.durationMs : totalMs(scenario.stages);
}

/** VUs that a scenario needs from its start on. */
export function plannedVus(scenario: Scenario): number {
  if ('preAllocatedVUs' in scenario) return scenario.preAllocatedVUs;
  return 'vus' in scenario ? scenario.vus : mostVus(scenario.startVUs, scenario.stages);
}

/** VUs that a scenario may come to need. */
export function mostVusOf(scenario: Scenario): number {
  return 'maxVUs' in scenario ? scenario.maxVUs : plannedVus(scenario);
}

/** The rate at which the scenario's iterations are due; null where the iterations themselves decide (closed loops). */
export function rateCurve(scenario: Scenario): RateCurve | null {
  if (scenario.executor === 'constant-arrival-rate') return constantCurve(scenario);
  return scenario.executor === 'ramping-arrival-rate' ? rampingCurve(scenario) : null;
}
