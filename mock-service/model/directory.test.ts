import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../time/virtual-clock.ts';
import { type DirectoryCall, DirectoryModel, type DirectoryModelConfig } from './directory.ts';

const CONFIG: DirectoryModelConfig = {
  latency: { fixed: 10 },
  concurrency: 2,
  timeoutMs: 1000,
  errors: 0,
  unknownUsers: 0,
};

const HEALTHY = { latencyFactor: 1, latencyAddMs: 0, concurrency: 1, errors: 0 };

class Bench {
  readonly clock = new VirtualClock();
  readonly directory: DirectoryModel;
  /** `user@ms`, with what came of it if that is not the user's record. */
  readonly answers: string[] = [];

  constructor(config: Partial<DirectoryModelConfig> = {}) {
    const store = { read: (user: number) => user, execute: (user: number) => `written ${user}` };
    this.directory = new DirectoryModel(this.clock, { ...CONFIG, ...config }, store, 1);
  }

  call(user: number, command: unknown = null): void {
    const { answers } = this;
    const call: DirectoryCall = {
      key: user,
      command,
      answered: (result, failure, now) => {
        const what = failure ?? (result === user ? '' : String(result));
        answers.push(`${user}@${now}${what === '' ? '' : ` ${what}`}`);
      },
    };
    this.directory.submit(call);
  }
}

describe('DirectoryModel', () => {
  it('answers reads and writes after its latency, first come first served over its slots', () => {
    const bench = new Bench();
    for (const user of [1, 2, 3]) bench.call(user);
    bench.call(4, {});
    bench.clock.run();
    expect(bench.answers).toEqual(['1@10', '2@10', '3@20', '4@20 written 4']);
    expect([bench.directory.reads, bench.directory.writes]).toEqual([3, 1]);
  });

  it('times a call out at its timeout from when it came, in a slot as in the queue, and the slot is then free', () => {
    const bench = new Bench({ latency: { fixed: 300 }, concurrency: 1, timeoutMs: 200 });
    bench.call(1);
    bench.call(2);
    bench.clock.advance(150);
    bench.call(3);
    bench.clock.run();
    // The third has its slot from 200 on, and 150 ms left.
    expect(bench.answers).toEqual(['1@200 timeout', '2@200 timeout', '3@350 timeout']);
    expect(bench.directory.failures).toBe(3);
  });

  it('fails the share of calls that it is told to, after their latency', () => {
    const bench = new Bench({ errors: 0.25, concurrency: 10_000 });
    for (let user = 0; user < 4000; user++) bench.call(user);
    bench.clock.run();
    const failed = bench.answers.filter(answer => answer.endsWith('error'));
    expect(failed.length / 4000).toBeCloseTo(0.25, 1.5);
    expect(failed.every(answer => answer.includes('@10 '))).toBe(true);
  });

  it('does not know a share of the users: always the same ones', () => {
    const bench = new Bench({ unknownUsers: 0.1, concurrency: 10_000 });
    for (let i = 0; i < 2; i++) for (let user = 0; user < 4000; user++) bench.call(user);
    bench.clock.run();
    const unknown = bench.answers.filter(answer => answer.endsWith('null')).map(answer => answer.split('@')[0]);
    expect(unknown.length / 8000).toBeCloseTo(0.1, 1.5);
    expect(new Set(unknown).size).toBe(unknown.length / 2);
  });

  it('is worse while it is degraded, and calls in a slot keep the latency they have', () => {
    const bench = new Bench();
    bench.call(1);
    bench.directory.degrade({ latencyFactor: 3, latencyAddMs: 5, concurrency: 0.5, errors: 0 });
    bench.call(2);
    bench.clock.run();
    bench.directory.degrade(null);
    bench.call(3);
    bench.call(4);
    bench.clock.run();
    expect(bench.answers).toEqual(['1@10', '2@45', '3@55', '4@55']);
  });

  it('fills the slots that come back with those who wait', () => {
    const bench = new Bench({ concurrency: 4 });
    bench.directory.degrade({ ...HEALTHY, concurrency: 0.25 });
    for (const user of [1, 2, 3]) bench.call(user);
    bench.clock.advance(4);
    bench.directory.degrade(null);
    bench.clock.run();
    expect(bench.answers).toEqual(['1@10', '2@14', '3@14']);
  });

  it('says how many slots it has, one at the least, and how many calls wait for them', () => {
    const bench = new Bench({ concurrency: 3 });
    const slots = (share: number): number => {
      bench.directory.degrade({ ...HEALTHY, concurrency: share });
      return bench.directory.concurrency;
    };
    expect([slots(1), slots(0.5), slots(0.1)]).toEqual([3, 1, 1]);
    for (const user of [1, 2, 3]) bench.call(user);
    expect([bench.directory.active, bench.directory.waiting]).toEqual([1, 2]);
  });

  it('samples the most slots in use and the reads begun since the sample before', () => {
    const bench = new Bench();
    expect(bench.directory.takeSample()).toEqual({ concurrency: 0, reads: 0 });
    for (const user of [1, 2, 3]) bench.call(user);
    bench.clock.advance(25);
    expect(bench.directory.takeSample()).toEqual({ concurrency: 2, reads: 3 });
    expect(bench.directory.takeSample()).toEqual({ concurrency: 0, reads: 0 });
    bench.call(4);
    expect(bench.directory.takeSample()).toEqual({ concurrency: 1, reads: 1 });
    expect(bench.directory.takeSample()).toEqual({ concurrency: 1, reads: 0 });
  });

  it('measures each call from when it came to its answer or its failure', () => {
    const bench = new Bench({ latency: { fixed: 40 }, concurrency: 1, timeoutMs: 100 });
    bench.clock.advance(1000);
    for (const user of [1, 2, 3, 4]) bench.call(user);
    bench.clock.run();
    // 40, 80, and two that gave up after 100.
    expect(bench.directory.durations.count).toBe(4);
    expect(bench.directory.durations.read().sumMs).toBe(320);
  });

  it('answers what takes just its timeout', () => {
    const bench = new Bench({ latency: { fixed: 200 }, timeoutMs: 200 });
    bench.call(1);
    bench.clock.run();
    expect(bench.answers).toEqual(['1@200']);
  });

  it('gives no slot to a call whose time is up while it waits: it has drawn no latency', () => {
    const config = { latency: { exponential: 100 }, concurrency: 1, timeoutMs: 300 };
    const [fresh, bench] = [new Bench(config), new Bench(config)];
    fresh.clock.advance(1000);
    fresh.call(5);
    fresh.clock.run();
    fresh.call(8);
    fresh.clock.run();
    bench.directory.degrade({ ...HEALTHY, latencyAddMs: 1000 });
    for (const user of [1, 2, 5]) bench.call(user);
    bench.clock.advance(50);
    for (const user of [3, 4, 8]) bench.call(user);
    bench.clock.advance(1000);
    expect(bench.answers.toSorted()).toEqual([
      ...['1@300 timeout', '2@300 timeout', '3@350 timeout', '4@350 timeout', '5@300 timeout', '8@350 timeout'],
    ]);
    expect(bench.directory.failures).toBe(6);
    bench.directory.degrade(null);
    for (const user of [5, 8]) {
      bench.call(user);
      bench.clock.run();
    }
    expect(bench.answers.slice(-2)).toEqual(fresh.answers);
  });

  it('draws latencies and errors by its seed, the user and the call, and the unknown users by the seed', () => {
    const bench = new Bench({ latency: { exponential: 100 }, concurrency: 100, errors: 0.3, unknownUsers: 0.3 });
    for (const user of [1, 2, 3, 4, 5, 6, 1]) bench.call(user);
    bench.clock.run();
    expect(bench.answers.map(answer => answer.replace(/(\.\d\d)\d*/, '$1'))).toEqual([
      ...['1@51.38 null', '5@60.49 error', '4@81.49 null', '2@90.17', '3@90.78', '1@129.67 null', '6@265.56'],
    ]);
  });
});
