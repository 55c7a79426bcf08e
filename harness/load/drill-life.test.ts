import { describe, expect, it } from 'vitest';
import { TestAborted } from '../script/modules/execution-state.ts';
import type { LoadSetup } from './load-setup.ts';
import { blocking, noting, rate, TestLoad } from './test-load.ts';
import type { Vu } from './vu.ts';

describe('before it starts, a drill', () => {
  const exported = { default: () => {}, setup: () => {}, teardown: () => {}, handleSummary: () => {}, LIMIT: 5 };
  const execProblems = (exec: string) =>
    new TestLoad(() => ({
      ...exported,
      options: { scenarios: { a: { executor: 'constant-vus', exec, duration: '1s' } } },
    })).engine
      .prepare()
      .problems.map(({ message }) => message);

  it.each(['setup', 'teardown', 'handleSummary', 'LIMIT'])('takes no iteration by %s', exec => {
    expect(execProblems('default')).toEqual([]);
    expect(execProblems(exec)).toEqual([`no such function is exported (got '${exec}'); allowed: default`]);
  });

  it('is reshaped if nothing is wrong with its options', () => {
    const prepared = (options: object) => {
      let reshaped = 0;
      const reshape: LoadSetup['reshape'] = written => {
        reshaped++;
        return { options: { ...written, tags: { held: 'yes' } }, problems: [{ path: 'options', message: 'not so' }] };
      };
      const { engine } = new TestLoad(() => ({ options, default: () => {} }), { reshape });
      const { options: read, problems } = engine.prepare();
      return [reshaped, read.tags, problems.map(({ message }) => message)];
    };
    expect(prepared({ iterations: 1 })).toEqual([1, { held: 'yes' }, ['not so']]);
    expect(prepared({ iterations: 1, noColor: 5 })).toEqual([
      0,
      {},
      ['neither true nor false (got 5); allowed: true, false'],
    ]);
  });

  it('shows scripts its options', () => {
    const { drill } = noting({ iterations: 3, tags: { team: 'identity' } }, 1);
    drill.engine.prepare();
    expect(drill.execution.options).toMatchObject({ tags: { team: 'identity' } });
  });

  it('is to be prepared, and starts once', () => {
    const { drill } = noting({ iterations: 1 }, 1);
    expect(() => drill.engine.start()).toThrow('the script is not prepared');
    const other = noting({ iterations: 1 }, 1).drill;
    other.run();
    expect(() => other.engine.start()).toThrow('the drill has started already');
  });

  it('has run nothing', () => {
    const { engine } = noting({ iterations: 1 }, 1).drill;
    engine.prepare();
    expect([engine.vusActive, engine.takeLagP99Ms(), engine.lag, engine.meanIterationMs]).toEqual([
      0,
      null,
      null,
      null,
    ]);
    expect([engine.runs, engine.callsPerIteration, engine.accounts.due]).toEqual([[], {}, 0]);
    expect(engine.soFar()).toMatchObject({ durationMs: 0, generator: { peakVus: 0, lagMs: null }, thresholds: [] });
  });
});

describe('while it runs, a drill', () => {
  it('goes from stage to stage', () => {
    const stages: string[] = [];
    const note = (): void => void stages.push(drill.engine.stage);
    const drill: TestLoad = new TestLoad(
      () => ({
        options: { iterations: 1 },
        setup: note,
        default: note,
        teardown: note,
        handleSummary: note,
      }),
      {
        warm: (_, done) => {
          note();
          done();
        },
      },
    );
    note();
    drill.run();
    note();
    expect(stages).toEqual(['new', 'setup', 'warming', 'load', 'teardown', 'summary', 'finished']);
  });

  it('says how many VUs run, what iterations take and ask, how late they are, and how often code was let run', () => {
    const seen: unknown[] = [];
    const drill: TestLoad = new TestLoad(
      (_, vu) => ({
        options: rate({ rate: 2, duration: '2s', preAllocatedVUs: 5, gracefulStop: '10s' }),
        default: blocking(function* () {
          (vu as Vu).calls = 3;
          yield drill.sleep(1600);
        }),
      }),
      {
        tick(second, { vusActive, meanIterationMs, callsPerIteration, lag, accounts }) {
          const p99 = drill.engine.takeLagP99Ms();
          seen.push([second, vusActive, meanIterationMs, callsPerIteration, lag?.all.samples, p99, accounts.started]);
        },
      },
    );
    drill.run();
    expect(seen).toEqual([
      [1, 2, null, {}, 2, 0, 2],
      [2, 3, 1600, { peak: 3 }, 4, 0, 4],
      [3, 1, 1600, { peak: 3 }, 4, null, 4],
    ]);
    // One for the init code, one for each VU's, and two for each iteration, which waits once.
    expect(drill.engine.turns).toBe(1 + 4 + 2 * 4);
  });

  it('tells of what was dropped, and warns of it once', () => {
    const dropped: number[] = [];
    const drill: TestLoad = new TestLoad(
      () => ({
        options: rate({ rate: 2, duration: '2s', preAllocatedVUs: 1 }),
        default: blocking(function* () {
          yield drill.sleep(1800);
        }),
      }),
      { dropped: now => dropped.push(now) },
    );
    const { generator } = drill.run();
    expect([generator.droppedIterations, dropped]).toEqual([3, [500, 1000, 1500]]);
    expect(drill.logged).toEqual(['warning: peak: iterations are dropped, since all 1 VUs (maxVUs) were busy']);
  });

  it('warns of iterations for which the time was too short', () => {
    const { drill } = noting({ vus: 1, iterations: 5, duration: '2s' }, 1500);
    drill.run();
    expect(drill.logged).toEqual([
      'warning: default: iterations are dropped, since the time (maxDuration) was over before they could start',
    ]);
  });

  it('has the most VUs of all seconds, and the time of the load alone', () => {
    const stages = [
      { target: 4, duration: '0s' },
      { target: 4, duration: '1500ms' },
      { target: 1, duration: '0s' },
      { target: 1, duration: '2s' },
    ];
    const scenarios = {
      ramp: { executor: 'ramping-vus', startVUs: 0, stages, gracefulRampDown: '0s', gracefulStop: '0s' },
    };
    const { drill } = noting({ scenarios }, 10_000, {
      setup: blocking(function* () {
        yield drill.sleep(700);
      }),
      teardown: blocking(function* () {
        yield drill.sleep(900);
      }),
    });
    const { generator, durationMs } = drill.run();
    expect([generator.peakVus, durationMs]).toEqual([4, 3500]);
  });

  it('leaves the tags that a script gave an iteration to its samples, but not a group that an exception left open', () => {
    const drill: TestLoad = new TestLoad((_, vu) => ({
      options: {
        iterations: 2,
        thresholds: { 'iterations{own:yes}': ['count==1'], 'iterations{own:no}': ['count==0'] },
      },
      default: () => {
        vu.tags = vu.tags.with('own', vu.iteration === 0 ? 'yes' : 'no');
        if (vu.iteration === 0) return;
        vu.groupPath = '::inside';
        throw new Error('left it open');
      },
    }));
    const { thresholds } = drill.run();
    expect(thresholds.map(({ ok }) => ok)).toEqual([true, true]);
  });
});

describe('what goes wrong around the load', () => {
  /** A drill whose init code runs so often before it throws. */
  const failingInit = (times: number, more: Record<string, unknown>, setup: Partial<LoadSetup> = {}) => {
    let left = times;
    return new TestLoad(() => {
      if (left-- <= 0) throw new Error('no file');
      return { options: { iterations: 1 }, default: () => {}, ...more };
    }, setup);
  };

  it('is init code that throws for setup', () => {
    const drill = failingInit(1, { setup: () => {} });
    expect(drill.run().exit).toEqual({ code: 107, reason: 'setup() failed: Error: no file' });
    expect(drill.logged).toEqual(['error: setup() failed: Error: no file']);
  });

  it('is init code that throws for VUs made before the start: teardown runs', () => {
    let tornDown = 0;
    const drill = failingInit(1, {}, { warm: () => {} });
    expect(drill.run().exit).toEqual({ code: 107, reason: 'the init code failed: Error: no file' });
    const other: TestLoad = new TestLoad(
      (_, vu) => {
        if (vu.id === 1) throw new Error('no file');
        return { options: { iterations: 1 }, default: () => {}, teardown: () => void tornDown++ };
      },
      { warm: () => {} },
    );
    expect([other.run().exit?.code, tornDown]).toEqual([107, 1]);
  });

  it('is setup data that JSON cannot hold', () => {
    const { drill, starts } = noting({ iterations: 1 }, 1, { setup: () => ({ id: 1n }) });
    expect(drill.run().exit).toMatchObject({
      code: 107,
      reason: expect.stringMatching(/^setup\(\) returned what JSON cannot hold failed: TypeError: .*BigInt/),
    });
    expect(starts).toEqual([]);
  });

  it.each([
    ['throws it', true],
    ['goes on', false],
  ])('is a setup that aborts and %s: no iteration, but teardown', (_, throws) => {
    let tornDown = 0;
    const { drill, starts } = noting({ iterations: 1 }, 1, {
      setup: () => {
        drill.execution.abort('no users');
        if (throws) throw new TestAborted('no users');
      },
      teardown: () => void tornDown++,
    });
    expect(drill.run().exit).toEqual({ code: 108, reason: 'no users' });
    expect([starts, tornDown, drill.logged]).toEqual([[], 1, []]);
  });

  it('is told whole, and the drill’s reason is its first line', () => {
    const { drill } = noting({ iterations: 1 }, 1, {
      setup: () => {
        throw new Error('one\ntwo');
      },
    });
    expect(drill.run().exit?.reason).toBe('setup() failed: Error: one');
    expect(drill.logged).toEqual(['error: setup() failed: Error: one\ntwo']);
  });

  it('is a teardown that takes too long', () => {
    const { drill } = noting({ iterations: 1, teardownTimeout: '3s' }, 1, {
      teardown: blocking(function* () {
        yield drill.sleep(1e9);
      }),
    });
    expect(drill.run().exit).toEqual({ code: 101, reason: 'teardown() took longer than 3000ms (teardownTimeout)' });
  });

  it('is the drill’s end for the first reason only', () => {
    const { drill } = noting({ vus: 1, duration: '1m' }, 400, {
      teardown: () => {
        throw new Error('and this');
      },
    });
    drill.at(1000, () => drill.engine.stop('first', 105));
    drill.at(1000, () => drill.engine.stop('second', 99));
    expect(drill.run().exit).toEqual({ code: 105, reason: 'first' });
    const late: TestLoad = new TestLoad(() => ({
      options: { iterations: 1, setupTimeout: '2s' },
      setup: blocking(function* () {
        yield late.sleep(9000);
      }),
      default: () => {},
    }));
    late.at(500, () => late.execution.abort('enough'));
    expect(late.run().exit).toEqual({ code: 108, reason: 'enough' });
  });
});

describe('stopping a drill', () => {
  const slow = (drill: () => TestLoad, ms: number) =>
    blocking(function* () {
      yield drill().sleep(ms);
    });

  /** Stops a drill at a moment, and tells what of its life was begun, when it ended, and how often it said so. */
  function stoppedAt(...moments: number[]) {
    const begun: string[] = [];
    let finished = 0;
    const step = (name: string, ms: number) =>
      blocking(function* () {
        begun.push(name);
        yield* [drill.sleep(ms)];
      });
    const drill: TestLoad = new TestLoad(
      () => ({
        options: { iterations: 1 },
        setup: step('setup', 1000),
        default: step('iteration', 1000),
        teardown: step('teardown', 1000),
        handleSummary: step('summary', 1000),
      }),
      {
        warm: (_, done) => drill.at(drill.clock.now() + 1000, done),
        finished: result => {
          drill.result = result;
          finished++;
        },
      },
    );
    for (const ms of moments) drill.at(ms, () => drill.engine.stop('enough'));
    drill.run();
    return [begun.join(' '), finished];
  }

  it.each([
    // Setup until 1 s, warming until 2 s, an iteration until 3 s, teardown until 4 s, the summary until 5 s.
    [[500], 'setup'],
    [[1000], 'setup'],
    [[1500], 'setup teardown'],
    [[1500, 1600], 'setup teardown'],
    [[2500], 'setup iteration teardown summary'],
    [[2500, 2600], 'setup iteration teardown summary'],
    [[2500, 2600, 2700], 'setup iteration teardown summary'],
    [[3500], 'setup iteration teardown summary'],
    [[4500], 'setup iteration teardown summary'],
    [[6000], 'setup iteration teardown summary'],
  ])('at %j ms', (moments, begun) => {
    expect(stoppedAt(...moments)).toEqual([begun, 1]);
  });

  it('in its summary ends it at once', () => {
    const drill: TestLoad = new TestLoad(() => ({
      options: { iterations: 1 },
      default: () => {},
      handleSummary: slow(() => drill, 60_000),
    }));
    drill.at(5000, () => drill.engine.stop('enough'));
    expect([drill.run().exit?.code, drill.clock.now()]).toEqual([105, 5000]);
  });

  it('from script code that goes on starts no iteration any more', () => {
    const starts: number[] = [];
    const drill: TestLoad = new TestLoad((_, vu) => ({
      options: { vus: 2, duration: '1m' },
      default: blocking(function* () {
        starts.push(drill.clock.now());
        if (vu.id === 1 && vu.iteration === 1) drill.execution.abort('enough');
        yield drill.sleep(100);
      }),
    }));
    expect(drill.run()).toMatchObject({ durationMs: 100, exit: { code: 108 } });
    expect(starts).toEqual([0, 0, 100]);
  });
});
