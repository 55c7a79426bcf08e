import { describe, expect, it } from 'vitest';
import { TestAborted } from '../script/modules/execution-state.ts';
import type { VuContext } from '../script/runtime/script-runtime.ts';
import { Execution } from './execution.ts';
import { blocking, rate, TestLoad } from './test-load.ts';

describe('what scripts see of the drill', () => {
  it('is nothing before it has begun', () => {
    const drill = new TestLoad(() => ({ default: () => {} }));
    const { execution } = drill;
    drill.clock.advance(250);
    expect(execution.startedAt).toBe(250);
    expect([execution.iterationsCompleted, execution.iterationsInterrupted]).toEqual([0, 0]);
    expect([execution.vusActive, execution.vusInitialized]).toEqual([0, 0]);
  });

  it('is when it started, how many VUs there are and what has become of iterations, failed ones as completed', () => {
    const seen: unknown[] = [];
    const drill: TestLoad = new TestLoad((_, vu) => ({
      options: rate({ rate: 1, duration: '3s', preAllocatedVUs: 5, gracefulStop: '1s' }),
      setup: blocking(function* () {
        seen.push([drill.execution.startedAt, drill.execution.scenario(vu), drill.execution.iterationInTest(vu)]);
        yield drill.sleep(400);
      }),
      default: blocking(function* () {
        const { execution } = drill;
        const { startedAt, iterationsCompleted, vusActive, vusInitialized } = execution;
        seen.push([startedAt, iterationsCompleted, vusActive, vusInitialized]);
        if (vu.iteration === 0 && execution.iterationInTest(vu) === 1) throw new Error('no');
        yield drill.sleep(execution.iterationInTest(vu) === 2 ? 5000 : 100);
      }),
    }));
    drill.run();
    expect(seen).toEqual([
      [0, null, 0],
      [400, 0, 1, 5],
      [400, 1, 1, 5],
      [400, 2, 1, 5],
    ]);
    expect([drill.execution.iterationsCompleted, drill.execution.iterationsInterrupted]).toEqual([2, 1]);
  });

  it('is a VU’s iteration in its scenario and of the test, from nought', () => {
    const seen: unknown[] = [];
    const drill: TestLoad = new TestLoad((_, vu) => ({
      options: { vus: 2, iterations: 5 },
      default: blocking(function* () {
        const { execution } = drill;
        seen.push([vu.id, execution.iterationInTest(vu), execution.iterationInScenario(vu)]);
        yield drill.sleep(vu.id === 1 ? 100 : 300);
      }),
      teardown: () => seen.push([drill.execution.iterationInTest(vu), drill.execution.iterationInScenario(vu)]),
    }));
    drill.run();
    expect(seen).toEqual([
      [1, 0, 0],
      [2, 1, 0],
      [1, 2, 1],
      [1, 3, 2],
      [2, 4, 1],
      [0, 0],
    ]);
  });

  it('is the scenario that a VU works for, and how much of it is done', () => {
    const seen: unknown[] = [];
    const scenarios = {
      early: { executor: 'constant-vus', duration: '2s', env: { SIDE: 'left' } },
      late: { executor: 'per-vu-iterations', iterations: 4, startTime: '5s', maxDuration: '8s' },
    };
    const drill: TestLoad = new TestLoad((_, vu: VuContext) => ({
      options: { scenarios },
      default: blocking(function* () {
        const scenario = drill.execution.scenario(vu);
        const { name, executor, startedAt, env } = scenario as NonNullable<typeof scenario>;
        seen.push([name, executor, startedAt, env, scenario?.progress(drill.clock.now())]);
        yield drill.sleep(1000);
      }),
    }));
    drill.run();
    const late = ['late', 'per-vu-iterations', 5000, {}];
    expect(seen).toEqual([
      ['early', 'constant-vus', 0, { SIDE: 'left' }, 0],
      ['early', 'constant-vus', 0, { SIDE: 'left' }, 0.5],
      // Its iterations are ahead of its time.
      ...[0.25, 0.5, 0.75, 1].map(progress => [...late, progress]),
    ]);
  });
});

describe('what scripts ask of the drill', () => {
  const clock = new TestLoad(() => ({})).clock;

  it('is that it ends, for the first reason that they give, and now', () => {
    const execution = new Execution(clock);
    let aborted = 0;
    execution.aborted = () => aborted++;
    execution.abort('');
    execution.abort('enough');
    expect([execution.exit, aborted]).toEqual([{ code: 108, reason: 'the script aborted the drill' }, 2]);
    const other = new Execution(clock);
    other.abort('enough');
    expect(other.exit).toEqual({ code: 108, reason: 'enough' });
  });

  it('is that it fails, for the first reason that they give, after its time', () => {
    const execution = new Execution(clock);
    execution.fail('');
    execution.fail('slow');
    expect([execution.failed, execution.exit]).toEqual([
      { code: 110, reason: 'the script marked the drill as failed' },
      null,
    ]);
    const other = new Execution(clock);
    other.fail('slow');
    expect(other.failed?.reason).toBe('slow');
  });

  it('counts an iteration that aborts as interrupted, not as failed', () => {
    const drill: TestLoad = new TestLoad(() => ({
      options: { vus: 1, duration: '1m' },
      default: () => {
        drill.execution.abort('enough');
        throw new TestAborted('enough');
      },
    }));
    const { generator, exceptions } = drill.run();
    expect(generator).toMatchObject({ startedIterations: 1, interruptedIterations: 1, failedIterations: 0 });
    expect(exceptions).toEqual([]);
  });
});
