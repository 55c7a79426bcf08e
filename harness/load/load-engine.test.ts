import { describe, expect, it } from 'vitest';
import { TestAborted } from '../script/modules/execution-state.ts';
import { blocking, noting, rate, TestLoad } from './test-load.ts';

describe("the script's life", () => {
  it('gives setup data to every VU, parsed anew, and to teardown', () => {
    const seen: unknown[] = [];
    const drill = new TestLoad((_, vu) => ({
      options: { vus: 2, iterations: 4 },
      setup: blocking(function* () {
        seen.push([vu.phase, vu.groupPath, vu.tags.toObject()]);
        yield drill.sleep(700);
        return { users: [1], when: new Date(0) };
      }),
      default: blocking(function* (data: { users: number[] }) {
        seen.push([vu.phase, vu.id, data.users.push(2)]);
        yield drill.sleep(1);
      }),
      teardown: (data: unknown) => seen.push([vu.phase, data]),
    }));
    const { startedAt } = drill.run();
    expect(startedAt).toBe(700);
    expect(seen).toEqual([
      ['setup', '::setup', { group: '::setup' }],
      ['iteration', 1, 2],
      ['iteration', 2, 2],
      ['iteration', 1, 3],
      ['iteration', 2, 3],
      ['teardown', { users: [1], when: '1970-01-01T00:00:00.000Z' }],
    ]);
  });

  it('ends with 100 when setup takes too long, without teardown', () => {
    let tornDown = false;
    const drill = new TestLoad(() => ({
      options: { setupTimeout: '2s' },
      setup: blocking(function* () {
        yield drill.sleep(3000);
      }),
      default: () => {},
      teardown: () => {
        tornDown = true;
      },
    }));
    expect(drill.run().exit).toEqual({ code: 100, reason: 'setup() took longer than 2000ms (setupTimeout)' });
    expect([tornDown, drill.clock.now()]).toEqual([false, 2000]);
  });

  it('ends with 107 when setup or teardown throws', () => {
    const failing = (name: string) =>
      new TestLoad(() => ({
        default: () => {},
        [name]: () => {
          throw new TypeError('no token');
        },
      })).run().exit;
    expect(failing('setup')).toEqual({ code: 107, reason: 'setup() failed: TypeError: no token' });
    expect(failing('teardown')).toEqual({ code: 107, reason: 'teardown() failed: TypeError: no token' });
  });

  it('ends with 101 when teardown takes too long', () => {
    const drill = new TestLoad(() => ({
      default: () => {},
      teardown: blocking(function* () {
        yield drill.sleep(1e9);
      }),
    }));
    expect(drill.run().exit?.code).toBe(101);
  });

  it('ends with 108 when the script aborts, interrupts the others and runs teardown', () => {
    const ended: string[] = [];
    const drill = new TestLoad((_, vu) => ({
      options: { vus: 3, duration: '1m' },
      default: blocking(function* () {
        yield drill.sleep(vu.id === 1 ? 700 : vu.id * 1000);
        if (vu.id < 2) return;
        drill.execution.abort('enough');
        throw new TestAborted('enough');
      }),
      teardown: () => ended.push('teardown'),
    }));
    const { exit, generator, durationMs } = drill.run();
    expect(exit).toEqual({ code: 108, reason: 'enough' });
    expect(generator).toMatchObject({
      startedIterations: 5,
      completedIterations: 2,
      interruptedIterations: 3,
      failedIterations: 0,
    });
    expect([durationMs, ended]).toEqual([2000, ['teardown']]);
  });

  it('ends with 110 after its time when the script marks it as failed', () => {
    const { drill } = noting({ iterations: 1 }, 100, { teardown: () => drill.execution.fail('') });
    expect(drill.run()).toMatchObject({ exit: { code: 110 }, generator: { completedIterations: 1 } });
  });

  it('ends with 105 when interrupted, and runs teardown', () => {
    let tornDown = false;
    const { drill } = noting({ vus: 1, duration: '1m' }, 400, {
      teardown: () => {
        tornDown = true;
      },
    });
    drill.at(1000, () => drill.engine.stop('interrupted by a signal'));
    expect(drill.run()).toMatchObject({
      durationMs: 1000,
      exit: { code: 105 },
      generator: { interruptedIterations: 1 },
    });
    expect(tornDown).toBe(true);
  });

  it('gives up teardown at the second interrupt', () => {
    const { drill } = noting({ vus: 1, duration: '1m' }, 400, {
      teardown: blocking(function* () {
        yield drill.sleep(5000);
      }),
    });
    for (const ms of [1000, 2000]) drill.at(ms, () => drill.engine.stop('interrupted by a signal'));
    expect(drill.run().exit?.code).toBe(105);
    expect(drill.clock.now()).toBeLessThan(5000);
  });

  it('warms preallocated VUs before t = 0', () => {
    const warmed: number[] = [];
    const drill: TestLoad = new TestLoad(
      () => ({ options: rate({ rate: 1, duration: '1s', preAllocatedVUs: 3 }), default: () => {} }),
      {
        warm: (vus, done) => {
          warmed.push(...vus.map(({ id }) => id));
          drill.at(250, done);
        },
      },
    );
    expect(drill.run().startedAt).toBe(250);
    expect(warmed.sort()).toEqual([1, 2, 3]);
  });
});

describe('stopping', () => {
  it('between the end of setup and what follows starts nothing', () => {
    const { drill, starts } = noting({ iterations: 1 }, 10, {
      setup: () => drill.at(0, () => drill.engine.stop('now')),
    });
    expect(drill.run().exit?.code).toBe(105);
    expect(starts).toEqual([]);
  });

  it('before the start ends the drill at once', () => {
    const { drill, starts } = noting({ iterations: 1 }, 10);
    drill.engine.stop('interrupted by a signal');
    expect(drill.run()).toMatchObject({ exit: { code: 105 }, generator: { dueIterations: 0 } });
    expect(starts).toEqual([]);
  });

  it('leaves scenarios that have not started out of the account', () => {
    const { drill } = noting(
      {
        scenarios: {
          a: { executor: 'constant-vus', duration: '9s' },
          b: { executor: 'per-vu-iterations', vus: 5, startTime: '5s' },
        },
      },
      100,
    );
    drill.at(1050, () => drill.engine.stop('enough'));
    expect(drill.run().scenarios).toMatchObject({ a: { started: 11, interrupted: 1 }, b: { due: 0 } });
  });
});
