import { printDuration } from './duration.ts';
import type { Fields } from './fields.ts';
import { count, DEFAULT_MAX_DURATION_MS, describeBase, readBase, type ScenarioBase } from './scenario-base.ts';

/** A fixed number of iterations, shared by VUs that each take the next one as soon as they can. */
export interface SharedIterations extends ScenarioBase {
  readonly executor: 'shared-iterations';
  readonly vus: number;
  readonly iterations: number;
  readonly maxDurationMs: number;
}

export function readSharedIterations(name: string, fields: Fields): SharedIterations {
  const scenario: SharedIterations = {
    executor: 'shared-iterations',
    ...readBase(name, fields),
    vus: fields.whole('vus', { min: 1, fallback: 1 }),
    iterations: fields.whole('iterations', { min: 1, fallback: 1 }),
    maxDurationMs: fields.duration('maxDuration', { min: 1, fallback: DEFAULT_MAX_DURATION_MS }),
  };
  if (scenario.iterations < scenario.vus) {
    fields.wrong('iterations', 'fewer than the VUs that share them', `a whole number, from ${scenario.vus} (vus)`);
  }
  return scenario;
}

export function describeSharedIterations(scenario: SharedIterations): string {
  const { iterations, vus, maxDurationMs } = scenario;
  return `${count(iterations, 'iteration')} shared among ${count(vus, 'VU')}, at most ${printDuration(maxDurationMs)} ${describeBase(scenario)}`;
}
