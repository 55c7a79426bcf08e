import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../time/virtual-clock.ts';
import { CacheNodes, type CacheTierConfig } from './cache-nodes.ts';
import { SETTINGS } from './test-settings.ts';

const CONFIG: CacheTierConfig = {
  nodes: 1,
  capacity: { entries: 100 },
  latency: { fixed: 10 },
  concurrency: 1,
  timeoutMs: 25,
  onFailure: 'miss',
  hashing: 'ring',
  restartAfterMs: 1000,
};

class Tier {
  readonly clock = new VirtualClock();
  readonly nodes: CacheNodes;
  /** `key@ms found` or `key@ms failed`. */
  readonly answers: string[] = [];

  constructor(config: Partial<CacheTierConfig> = {}) {
    this.nodes = new CacheNodes({ ...CONFIG, ...config }, this.clock, SETTINGS, null, 1);
  }

  ask(key: number): void {
    this.nodes.lookUp(
      {
        key,
        lookedUp: (found, record, _, now) => this.answers.push(`${key}@${now} ${found} ${JSON.stringify(record)}`),
        lookUpFailed: now => this.answers.push(`${key}@${now} failed`),
      },
      SETTINGS,
    );
  }

  fill(key: number): void {
    this.nodes.fill(key, { key }, this.clock.now(), SETTINGS);
    this.clock.advance(this.clock.now() + 10);
  }
}

describe('a node', () => {
  test('does one call after the other in each slot, and a call that takes too long fails, waiting or not', () => {
    const tier = new Tier();
    for (const key of [1, 2, 3, 4]) tier.ask(key);
    tier.clock.advance(100);
    expect(tier.answers).toEqual(['1@10 miss null', '2@20 miss null', '4@25 failed', '3@25 failed']);
    expect(tier.nodes.sample()).toEqual([
      { lookups: 2, hits: 0, timeouts: 2, refused: 0, active: 1, waiting: 3, slots: 1 },
    ]);
  });

  test('has what was filled, until a write', () => {
    const tier = new Tier();
    tier.fill(7);
    tier.ask(7);
    tier.clock.advance(20);
    tier.nodes.remove(7, SETTINGS);
    tier.ask(7);
    tier.clock.advance(100);
    expect(tier.answers).toEqual(['7@20 hit {"key":7}', '7@40 miss null']);
  });

  test('holds what the topology says, whatever the settings do', () => {
    const tier = new Tier({ capacity: { entries: 2 } });
    for (const key of [1, 2, 3]) tier.fill(key);
    expect(tier.nodes.nodes[0]?.cache.size).toBe(2);
  });
});

describe('operations', () => {
  test('a lost node loses its entries and calls, refuses, and is back empty', () => {
    const tier = new Tier();
    tier.fill(1);
    tier.ask(1);
    tier.ask(1);
    tier.nodes.restart(1);
    tier.ask(1);
    tier.clock.advance(1500);
    tier.ask(1);
    tier.clock.advance(2000);
    expect(tier.answers).toEqual(['1@10 failed', '1@10 failed', '1@10 failed', '1@1510 miss null']);
  });

  test('a share of the nodes is slowed down, has fewer slots, and is as before', () => {
    const tier = new Tier({ concurrency: 4, timeoutMs: 1000 });
    tier.nodes.degrade(1, { latencyFactor: 3, latencyAddMs: 5, concurrency: 0.25 });
    tier.ask(1);
    tier.ask(2);
    tier.clock.advance(100);
    tier.nodes.degrade(1, null);
    tier.ask(3);
    tier.ask(4);
    tier.clock.advance(200);
    expect(tier.answers).toEqual(['1@35 miss null', '2@70 miss null', '3@110 miss null', '4@110 miss null']);
  });

  test('a flush empties a share of the nodes', () => {
    const tier = new Tier({ nodes: 2, concurrency: 10 });
    for (let key = 0; key < 40; key++) tier.fill(key);
    tier.nodes.flush(0.5);
    expect(tier.nodes.nodes[0]?.cache.size).toBe(0);
    expect(tier.nodes.nodes[1]?.cache.size).toBeGreaterThan(5);
  });
});
