import { printDuration } from './duration.ts';
import type { Fields } from './fields.ts';
import { count, DEFAULT_MAX_DURATION_MS, describeBase, readBase, type ScenarioBase } from './scenario-base.ts';

/** A fixed number of iterations for each VU, one after the other. */
export interface PerVuIterations extends ScenarioBase {
  readonly executor: 'per-vu-iterations';
  readonly vus: number;
  /** Of each VU. */
  readonly iterations: number;
  readonly maxDurationMs: number;
}

export function readPerVuIterations(name: string, fields: Fields): PerVuIterations {
  return {
    executor: 'per-vu-iterations',
    ...readBase(name, fields),
    vus: fields.whole('vus', { min: 1, fallback: 1 }),
    iterations: fields.whole('iterations', { min: 1, fallback: 1 }),
    maxDurationMs: fields.duration('maxDuration', { min: 1, fallback: DEFAULT_MAX_DURATION_MS }),
  };
}

export function describePerVuIterations(scenario: PerVuIterations): string {
  const { iterations, vus, maxDurationMs } = scenario;
  return `${count(iterations, 'iteration')} for each of ${count(vus, 'VU')}, at most ${printDuration(maxDurationMs)} ${describeBase(scenario)}`;
}
