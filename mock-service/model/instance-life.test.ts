import { describe, expect, it } from 'vitest';
import type { InstanceConfig } from './instance.ts';
import { Bench } from './test-bench.ts';

/** Every change of the first instance's life, as `up@ms` or `down@ms`, and whether it was for want of memory. */
function livesOf(bench: Bench): string[] {
  const lives: string[] = [];
  bench.instance.onLife = (alive, outOfMemory, now) =>
    lives.push(`${alive ? 'up' : 'down'}@${now}${outOfMemory ? ' out of memory' : ''}`);
  return lives;
}

describe('An instance that dies', () => {
  it('tells of it, and is back after its time, without a word of memory when it was restarted', () => {
    const bench = new Bench();
    const lives = livesOf(bench);
    bench.clock.advance(100);
    bench.instance.restart();
    expect(bench.instance.alive).toBe(false);
    bench.clock.run();
    expect(lives).toEqual(['down@100', 'up@1100']);
    expect(bench.instance.alive).toBe(true);
  });

  it('stays down for longer when it is restarted again, and has died once', () => {
    const bench = new Bench();
    const lives = livesOf(bench);
    bench.instance.restart();
    bench.clock.advance(400);
    bench.instance.restart();
    bench.clock.run();
    expect(lives).toEqual(['down@0', 'up@1400']);
    expect(bench.instance.counts.restarts).toBe(1);
  });

  it('resets what it holds, each once, though some of it is done already', () => {
    const bench = new Bench();
    for (const user of [1, 2, 3, 4]) bench.send(user);
    bench.clock.advance(46);
    bench.instance.restart();
    bench.clock.run();
    expect(bench.outcomes.toSorted()).toEqual(['1@25', '2@45', '3@46 reset', '4@46 reset']);
    expect(bench.instance.counts).toMatchObject({ admitted: 4, reset: 2 });
    expect(bench.instance.held).toBe(0);
  });

  it('resets the one that it still holds when those around it are done', () => {
    const bench = new Bench({}, { cores: 3 });
    bench.send(1);
    bench.send(2, 'write');
    bench.send(3);
    bench.clock.advance(30);
    expect(bench.instance.held).toBe(1);
    bench.instance.restart();
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@25', '3@25', '2@30 reset']);
  });

  it('forgets what its cores were doing, and stores nothing of it', () => {
    const bench = new Bench();
    bench.send(1);
    bench.clock.advance(10);
    bench.instance.restart();
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@10 reset']);
    expect([bench.instance.tier.cache.size, bench.instance.cpu.busyMs(bench.clock.now())]).toEqual([0, 5]);
  });

  it('forgets what the directory still owes it, and reads the user again', () => {
    const bench = new Bench({}, { restartAfterMs: 1 });
    bench.send(1);
    bench.clock.advance(2);
    bench.instance.restart();
    bench.clock.advance(4);
    bench.send(1);
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@2 reset', '1@29']);
    expect(bench.directory.reads).toBe(2);
  });

  it('keeps the cache that it shares, and loses its own', () => {
    const size = (scope: 'instance' | 'pool'): number => {
      const bench = new Bench({ scope }, {}, {}, 2);
      bench.send(1);
      bench.clock.run();
      bench.instance.restart();
      return bench.instance.tier.cache.size;
    };
    expect([size('pool'), size('instance')]).toEqual([1, 0]);
  });

  it('costs a follower of another instance’s read its answer, once, and its core no time', () => {
    const bench = new Bench({ scope: 'pool' }, { restartAfterMs: 1 }, {}, 2);
    bench.send(1);
    bench.send(1, 'read', bench.other(1));
    bench.clock.advance(2);
    bench.other(1).restart();
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@2 reset', '1@25']);
    expect(bench.other(1).cpu.busyMs(bench.clock.now())).toBe(0);
  });

  it('takes nothing from followers of the reads that other instances lead', () => {
    const bench = new Bench({ scope: 'pool' }, {}, {}, 3);
    bench.send(1, 'read', bench.other(1));
    bench.send(1, 'read', bench.other(2));
    bench.instance.restart();
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@25', '1@28']);
  });

  it('fails followers that wait on it from a dead life no second time', () => {
    const bench = new Bench({ scope: 'pool' }, { restartAfterMs: 1 }, { errors: 1 }, 2);
    bench.send(1);
    bench.send(1, 'read', bench.other(1));
    bench.clock.advance(2);
    bench.other(1).restart();
    bench.clock.run();
    expect(bench.outcomes).toEqual(['1@2 reset', '1@5 directory']);
    expect(bench.other(1).counts).toMatchObject({ reset: 1, directoryFailed: 0 });
  });
});

describe('The memory of an instance', () => {
  const lived = (memoryBytes: number, config: Partial<InstanceConfig> = {}): string[] => {
    const bench = new Bench({}, { memoryBytes, requestSizeBytes: 1000, ...config });
    const lives = livesOf(bench);
    bench.send(1);
    bench.clock.advance(30);
    return lives;
  };

  it('is full when requests, entries and the base take all of it, not before', () => {
    // While its only request is held, then with its entry beside it.
    expect(lived(1000)).toEqual(['down@0 out of memory']);
    expect(lived(1001)).toEqual(['down@25 out of memory']);
    expect(lived(1000 + 2048)).toEqual(['down@25 out of memory']);
    expect(lived(1000 + 2048 + 1)).toEqual([]);
    expect(lived(1000 + 2048 + 1, { baseMemoryBytes: 1 })).toEqual(['down@25 out of memory']);
  });

  it('is full at once when larger entries are deployed, and not when they still fit', () => {
    const bench = new Bench({}, { memoryBytes: 4096 });
    const lives = livesOf(bench);
    const deploy = (entrySizeBytes: number): void => {
      const settings = { ...bench.instance.tier.cache.settings, entrySizeBytes };
      bench.pool.configure([{ name: 'larger', fingerprint: '1', settings }]);
    };
    bench.send(1);
    bench.clock.run();
    deploy(4095);
    expect(lives).toEqual([]);
    deploy(4096);
    expect(lives).toEqual(['down@25 out of memory']);
    deploy(8192);
    expect(lives).toHaveLength(1);
  });

  it('does not hold the entries of a cache that it shares', () => {
    const share = (scope: 'instance' | 'pool'): number => {
      const bench = new Bench({ scope, entrySizeBytes: 2048 }, { memoryBytes: 10_240, baseMemoryBytes: 1024 });
      bench.send(1);
      bench.clock.run();
      return bench.instance.memoryShare;
    };
    expect([share('pool'), share('instance')]).toEqual([0.1, 0.3]);
  });

  it('slows its cores through garbage collection', () => {
    const bench = new Bench({ entrySizeBytes: 1 }, { memoryBytes: 10_000, baseMemoryBytes: 8000, gc: 0.03 });
    bench.send(1);
    bench.clock.run();
    // Nine tenths in use: 20 ms · (1 + .03·(9 − 7/3)).
    expect(bench.clock.now()).toBeCloseTo(5 + 24, 9);
  });

  it('has peaks since they were last asked for, and what is held now at the least', () => {
    const bench = new Bench({ entrySizeBytes: 8 }, { memoryBytes: 100_000, baseMemoryBytes: 10_000 });
    expect(bench.instance.takePeaks()).toEqual({ held: 0, memory: 0.1 });
    for (const user of [1, 2, 3]) bench.send(user);
    bench.clock.advance(50);
    // The fullest moment is when the first of three has left its entry and is not yet answered.
    expect(bench.instance.takePeaks()).toEqual({ held: 3, memory: (10_000 + 3 * 1000 + 8) / 100_000 });
    expect(bench.instance.takePeaks()).toEqual({ held: 1, memory: (10_000 + 1000 + 2 * 8) / 100_000 });
    bench.clock.run();
    bench.instance.takePeaks();
    expect(bench.instance.takePeaks()).toEqual({ held: 0, memory: (10_000 + 3 * 8) / 100_000 });
  });
});
