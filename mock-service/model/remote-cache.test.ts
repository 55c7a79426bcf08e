import { describe, expect, test } from 'vitest';
import { CacheNodes, type CacheTierConfig } from './cache-nodes.ts';
import { Bench } from './test-bench.ts';
import { SETTINGS } from './test-settings.ts';

const CONFIG: CacheTierConfig = {
  nodes: 1,
  capacity: { entries: 100 },
  latency: { fixed: 1 },
  concurrency: 100,
  timeoutMs: 50,
  onFailure: 'miss',
  hashing: 'ring',
  restartAfterMs: 1000,
};

/** A bench whose instances use a cache tier: a hit costs 3 ms, a miss 20 ms, the directory 5 ms, the tier 1 ms. */
function bench(config: Partial<CacheTierConfig> = {}, settings = {}, directory = {}) {
  const made = new Bench({ scope: 'tier', ...settings }, { cores: 4 }, directory, 2);
  const nodes = new CacheNodes({ ...CONFIG, ...config }, made.clock, SETTINGS, null, 1);
  for (const instance of made.pool.instances) instance.remote = nodes;
  return { made, nodes };
}

describe('an instance that uses a cache tier', () => {
  test('looks up there, reads and fills what is missing, and what one has filled all have', () => {
    const { made } = bench();
    made.send(1);
    made.clock.advance(100);
    made.send(1, 'read', made.other(1));
    made.clock.advance(200);
    // 1 + 5 + 20, then 1 + 3.
    expect(made.outcomes).toEqual(['1@26', '1@104']);
    expect(made.results).toEqual([{ user: 1 }, { user: 1 }]);
    expect(made.pool.sample()).toMatchObject({ lookups: { hit: 1, miss: 1 }, fills: 1, memory: expect.any(Number) });
    expect(made.pool.activations().scope).toBe(1);
  });

  test('a write removes the entry', () => {
    const { made } = bench();
    made.send(1);
    made.clock.advance(100);
    made.send(1, 'write');
    made.clock.advance(200);
    made.send(1);
    made.clock.advance(300);
    expect(made.outcomes.at(-1)).toBe('1@226');
  });

  test('reads the directory where the tier does not answer, or fails the request', () => {
    const slow = bench({ latency: { fixed: 60 } });
    slow.made.send(1);
    slow.made.clock.advance(200);
    expect(slow.made.outcomes).toEqual(['1@75']);
    const failing = bench({ latency: { fixed: 60 }, onFailure: 'error' });
    failing.made.send(1);
    failing.made.clock.advance(200);
    expect(failing.made.outcomes).toEqual(['1@50 cache-tier']);
  });

  test('an expired entry stands in for a failed read', () => {
    const { made } = bench({}, { ttlMs: 50, ttlJitter: 0, staleIfErrorMs: 10_000 });
    made.send(1);
    made.clock.advance(100);
    made.directory.degrade({ latencyFactor: 1, latencyAddMs: 0, concurrency: 1, errors: 1 });
    made.send(1);
    made.clock.advance(200);
    // 1 + 5 + 3: the hit cost.
    expect(made.outcomes).toEqual(['1@26', '1@109']);
    expect(made.pool.activations().staleIfError).toBe(1);
  });

  test('one read of a key at a time in each instance', () => {
    const { made } = bench();
    made.send(1);
    made.send(1);
    made.send(1, 'read', made.other(1));
    made.clock.advance(200);
    expect(made.directory.reads).toBe(2);
  });

  test('what a lookup brings when its instance has died is forgotten', () => {
    const { made } = bench();
    made.send(1);
    made.instance.restart();
    made.clock.advance(200);
    expect(made.outcomes).toEqual(['1@0 reset']);
  });
});
