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
      user,
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
    bench.directory.degrade({ latencyFactor: 1, latencyAddMs: 0, concurrency: 0.25, errors: 0 });
    for (const user of [1, 2, 3]) bench.call(user);
    bench.clock.advance(4);
    bench.directory.degrade(null);
    bench.clock.run();
    expect(bench.answers).toEqual(['1@10', '2@14', '3@14']);
  });
});
