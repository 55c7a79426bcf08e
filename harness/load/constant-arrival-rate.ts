import { printDuration } from './duration.ts';
import type { Fields } from './fields.ts';
import { RateCurve } from './rate-curve.ts';
import { count, describeBase, readBase, type ScenarioBase } from './scenario-base.ts';

/** Iterations start at a constant rate, whatever becomes of them. */
export interface ConstantArrivalRate extends ScenarioBase {
  readonly executor: 'constant-arrival-rate';
  /** Iterations per `timeUnitMs`. */
  readonly rate: number;
  readonly timeUnitMs: number;
  readonly durationMs: number;
  readonly preAllocatedVUs: number;
  readonly maxVUs: number;
}

export function readConstantArrivalRate(name: string, fields: Fields): ConstantArrivalRate {
  return {
    executor: 'constant-arrival-rate',
    ...readBase(name, fields),
    rate: fields.whole('rate', { min: 1 }),
    timeUnitMs: readTimeUnit(fields),
    durationMs: fields.duration('duration', { min: 1 }),
    ...readArrivalVus(fields),
  };
}

export function describeConstantArrivalRate(scenario: ConstantArrivalRate): string {
  const { rate, timeUnitMs, durationMs } = scenario;
  return `${count(rate, 'iteration')} per ${printDuration(timeUnitMs)} for ${printDuration(durationMs)}, ${describeArrivalVus(scenario)} ${describeBase(scenario)}`;
}

export function constantCurve({ rate, timeUnitMs, durationMs }: ConstantArrivalRate): RateCurve {
  return new RateCurve(rate, [{ target: rate, durationMs }], timeUnitMs);
}

/** The period of time that rates are per. k6's default is 1s. */
export function readTimeUnit(fields: Fields): number {
  return fields.duration('timeUnit', { min: 1, fallback: 1000 });
}

export function readArrivalVus(fields: Fields): { preAllocatedVUs: number; maxVUs: number } {
  const preAllocatedVUs = fields.whole('preAllocatedVUs', { min: 0 });
  const maxVUs = fields.whole('maxVUs', { min: 1, fallback: Math.max(1, preAllocatedVUs) });
  if (maxVUs < preAllocatedVUs && fields.has('maxVUs')) {
    fields.wrong('maxVUs', 'below preAllocatedVUs', `a whole number, from ${preAllocatedVUs}`);
  } else if (preAllocatedVUs === 0 && fields.has('preAllocatedVUs') && !fields.has('maxVUs')) {
    fields.wrong('preAllocatedVUs', 'no VUs at all', 'a whole number, from 1, or maxVUs beside it');
  }
  return { preAllocatedVUs, maxVUs };
}

export function describeArrivalVus({ preAllocatedVUs, maxVUs }: { preAllocatedVUs: number; maxVUs: number }): string {
  return maxVUs === preAllocatedVUs ? count(maxVUs, 'VU') : `${preAllocatedVUs} to ${count(maxVUs, 'VU')}`;
}
