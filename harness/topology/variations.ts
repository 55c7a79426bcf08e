import type { CostSpec } from '../../mock-service/model/cost-draws.ts';
import type { Topology } from './topology.ts';

/** A topology with one of its measured figures another. */
export interface Variation {
  /** What is another, and by how much: `a miss costs 10 % more`. */
  readonly what: string;
  readonly topology: Topology;
}

/** The share by which figures are varied: what a calibration may well be off by. */
const BY = 0.1;

/**
 * A topology with each of the figures that somebody has measured or guessed a tenth higher and lower: what hits, misses and writes cost, the
 * directory's latency, users, and the peak. Costs that a declared service has of its own are left as they are.
 */
export function variations(topology: Topology): Variation[] {
  const { cost, directory, users, peakPerSecond } = topology;
  const percent = `${100 * BY} %`;
  const ways = [
    { factor: 1 + BY, dearer: `${percent} more`, slower: `${percent} slower`, more: `${percent} more` },
    { factor: 1 - BY, dearer: `${percent} less`, slower: `${percent} faster`, more: `${percent} fewer` },
  ];
  return ways.flatMap(({ factor, dearer, slower, more }): Variation[] => {
    const costing = (name: 'hit' | 'miss' | 'write'): Variation => ({
      what: `a ${name} costs ${dearer}`,
      topology: { ...topology, cost: { ...cost, [name]: times(cost[name], factor) } },
    });
    return [
      costing('hit'),
      costing('miss'),
      costing('write'),
      {
        what: `the directory is ${slower}`,
        topology: { ...topology, directory: { ...directory, latency: times(directory.latency, factor) } },
      },
      { what: `there are ${more} users`, topology: { ...topology, users: Math.round(users * factor) } },
      {
        what: `the peak is ${percent} ${factor > 1 ? 'higher' : 'lower'}`,
        topology: { ...topology, peakPerSecond: peakPerSecond * factor },
      },
    ];
  });
}

/** Durations so many times as long; all numbers of a cost are durations. */
function times<Spec extends CostSpec>(spec: Spec, factor: number): Spec {
  const scaled = (value: unknown): unknown =>
    typeof value === 'number'
      ? value * factor
      : Object.fromEntries(Object.entries(value as object).map(([key, each]) => [key, scaled(each)]));
  return scaled(spec) as Spec;
}
