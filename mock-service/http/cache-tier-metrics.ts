import type { CacheNode } from '../model/cache-node.ts';
import type { CacheNodes } from '../model/cache-nodes.ts';
import { SnapshotMetrics } from './snapshot-metrics.ts';

/** The metrics of a cache tier's process, by node. */
export function cacheTierMetrics({ nodes }: CacheNodes): SnapshotMetrics {
  const metrics = new SnapshotMetrics();
  const byNode = (read: (node: CacheNode) => number) => () =>
    nodes.map((node, i) => [{ node: i }, read(node)] as const);
  const prefix = 'headroom_cache_tier';
  metrics.gauge(
    `${prefix}_calls_active`,
    'Calls that a node works on.',
    byNode(({ active }) => active),
  );
  metrics.gauge(
    `${prefix}_calls_waiting`,
    'Calls waiting for a slot.',
    byNode(({ waiting }) => waiting),
  );
  metrics.gauge(
    `${prefix}_concurrency_limit`,
    'Slots of a node.',
    byNode(({ concurrency }) => concurrency),
  );
  metrics.gauge(
    `${prefix}_node_up`,
    'Whether a node is up.',
    byNode(({ alive }) => (alive ? 1 : 0)),
  );
  metrics.gauge(
    `${prefix}_entries`,
    'Entries of a node.',
    byNode(({ cache }) => cache.size),
  );
  metrics.counter(`${prefix}_lookups_total`, 'Lookups by what they found: hit (stale and early too) or miss.', () =>
    nodes.flatMap(({ counts: { lookups, hits } }, i) => [
      [{ node: i, result: 'hit' }, hits] as const,
      [{ node: i, result: 'miss' }, lookups - hits] as const,
    ]),
  );
  metrics.counter(`${prefix}_failures_total`, 'Calls that took too long (timeout) or were refused.', () =>
    nodes.flatMap(({ counts: { timeouts, refused } }, i) => [
      [{ node: i, reason: 'timeout' }, timeouts] as const,
      [{ node: i, reason: 'refused' }, refused] as const,
    ]),
  );
  return metrics;
}
