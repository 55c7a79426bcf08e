import type { NodeActivity } from '../../mock-service/model/cache-nodes.ts';
import type { Column } from './column.ts';

/** One node of the cache tier in one second. */
export type NodeSample = NodeActivity;

/** A node over the drill: sums, and the highest of what was in use or waited. */
export type NodeTotals = Omit<NodeSample, 'slots'>;

/** A cache tier by second. */
export interface TierSeries {
  readonly lookups: Column;
  readonly hits: Column;
  /** Calls that timed out or were refused. */
  readonly failed: Column;
  /** The share of its slots that the fullest node used, at its fullest. */
  readonly fullest: Column;
  /** The most calls that waited at one node. */
  readonly waiting: Column;
  readonly nodes: readonly NodeTotals[];
}

/** Gathers what a cache tier reports by second. */
export class TierRecorder {
  readonly #samples: (readonly NodeSample[] | undefined)[] = [];

  add(second: number, nodes: readonly NodeSample[]): void {
    if (second >= 0) this.#samples[second] = nodes;
  }

  /** Null: there was no cache tier. */
  finish(seconds: number): TierSeries | null {
    const samples = this.#samples.slice(0, seconds);
    if (samples.every(each => each === undefined)) return null;
    const column = (value: (nodes: readonly NodeSample[]) => number): Column =>
      Array.from({ length: seconds }, (_, second) => {
        const nodes = samples[second];
        return nodes === undefined ? null : value(nodes);
      });
    const total = (value: (node: NodeSample) => number) => (nodes: readonly NodeSample[]) =>
      nodes.reduce((sum, node) => sum + value(node), 0);
    const most = (value: (node: NodeSample) => number) => (nodes: readonly NodeSample[]) =>
      Math.max(...nodes.map(value));
    return {
      lookups: column(total(({ lookups }) => lookups)),
      hits: column(total(({ hits }) => hits)),
      failed: column(total(({ timeouts, refused }) => timeouts + refused)),
      fullest: column(most(({ active, slots }) => active / slots)),
      waiting: column(most(({ waiting }) => waiting)),
      nodes: totalsOf(samples.filter(each => each !== undefined)),
    };
  }
}

function totalsOf(seconds: readonly (readonly NodeSample[])[]): NodeTotals[] {
  return (seconds[0] ?? []).map((_, i) => {
    const node = seconds.map(nodes => nodes[i] as NodeSample);
    const sum = (of: (each: NodeSample) => number): number => node.reduce((total, each) => total + of(each), 0);
    return {
      lookups: sum(({ lookups }) => lookups),
      hits: sum(({ hits }) => hits),
      timeouts: sum(({ timeouts }) => timeouts),
      refused: sum(({ refused }) => refused),
      active: Math.max(...node.map(({ active }) => active)),
      waiting: Math.max(...node.map(({ waiting }) => waiting)),
    };
  });
}
