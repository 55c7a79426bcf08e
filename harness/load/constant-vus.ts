import { printDuration } from './duration.ts';
import type { Fields } from './fields.ts';
import { count, describeBase, readBase, type ScenarioBase } from './scenario-base.ts';

/** A fixed number of VUs iterate as often as they can for a time. */
export interface ConstantVus extends ScenarioBase {
  readonly executor: 'constant-vus';
  readonly vus: number;
  readonly durationMs: number;
}

export function readConstantVus(name: string, fields: Fields): ConstantVus {
  return {
    executor: 'constant-vus',
    ...readBase(name, fields),
    vus: fields.whole('vus', { min: 1, fallback: 1 }),
    durationMs: fields.duration('duration', { min: 1 }),
  };
}

export function describeConstantVus(scenario: ConstantVus): string {
  return `${count(scenario.vus, 'looping VU')} for ${printDuration(scenario.durationMs)} ${describeBase(scenario)}`;
}
