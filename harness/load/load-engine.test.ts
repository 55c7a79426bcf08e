import { describe, expect, it } from 'vitest';
import { TestAborted } from '../script/modules/execution-state.ts';
import { blocking, TestLoad } from './test-load.ts';

/** A script whose iterations note when they start, then take `ms`. */
function noting(options: unknown, ms: number, more: Record<string, unknown> = {}) {
  const starts: number[] = [];
  const drill = new TestLoad(() => ({
    options,
    default: blocking(function* () {
      starts.push(drill.clock.now());
      if (ms > 0) yield drill.sleep(ms);
    }),
    ...more,
  }));
  return { drill, starts };
}

const rate = (more: object) => ({ scenarios: { peak: { executor: 'constant-arrival-rate', ...more } } });

describe('arrival rates', () => {
  it('starts iterations when they are due, whatever they take', () => {
    const { drill, starts } = noting(rate({ rate: 2, duration: '3s', preAllocatedVUs: 20 }), 5000);
    const { generator, durationMs } = drill.run();
    expect(starts).toEqual([0, 500, 1000, 1500, 2000, 2500]);
    expect(generator).toMatchObject({
      dueIterations: 6,
      startedIterations: 6,
      completedIterations: 6,
      droppedIterations: 0,
    });
    expect(durationMs).toBe(7500);
  });

  it('drops an iteration that finds no VU, once it warns', () => {
    const { drill, starts } = noting(rate({ rate: 2, duration: '3s', preAllocatedVUs: 1, maxVUs: 2 }), 1400);
    const { generator, metrics } = drill.run();
    expect(starts).toEqual([0, 500, 1500, 2000]);
    expect(generator).toMatchObject({
      dueIterations: 6,
      startedIterations: 4,
      droppedIterations: 2,
      completedIterations: 4,
    });
    expect(metrics.dropped_iterations?.values.count).toBe(2);
    expect(drill.logged).toEqual(['warning: peak: iterations are dropped, since all 2 VUs (maxVUs) were busy']);
  });

  it('gives the most recently freed VU the next iteration, and makes no more VUs than it needs', () => {
    const ids: number[] = [];
    const drill = new TestLoad((_, vu) => ({
      options: rate({ rate: 10, duration: '1s', preAllocatedVUs: 50 }),
      default: blocking(function* () {
        ids.push(vu.id);
        yield drill.sleep(vu.id === 1 && vu.iteration === 0 ? 260 : 50);
      }),
    }));
    drill.run();
    expect(ids).toEqual([1, 2, 2, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('starts the last iteration of a ramp at its very end', () => {
    const stages = [{ target: 100, duration: '10s' }];
    const { drill, starts } = noting(
      { scenarios: { peak: { executor: 'ramping-arrival-rate', stages, preAllocatedVUs: 5 } } },
      10,
    );
    drill.run();
    expect([starts.length, starts[0], starts.at(-1)]).toEqual([500, expect.closeTo(447.21, 2), 10_000]);
  });

  it('interrupts what runs when gracefulStop is over', () => {
    const { drill } = noting(rate({ rate: 1, duration: '3s', preAllocatedVUs: 9, gracefulStop: '1500ms' }), 2600);
    const { generator, durationMs, metrics } = drill.run();
    expect(generator).toMatchObject({ startedIterations: 3, completedIterations: 2, interruptedIterations: 1 });
    expect(metrics.iterations?.values.count).toBe(2);
    expect(durationMs).toBe(4500);
  });

  it('keys random numbers by iteration, not by VU', () => {
    const draws = (ms: number) => {
      const drawn: number[] = [];
      const drill = new TestLoad((_, vu) => ({
        options: rate({ rate: 10, duration: '1s', preAllocatedVUs: 50 }),
        default: blocking(function* () {
          drawn.push(vu.random());
          yield drill.sleep(ms);
        }),
      }));
      drill.run();
      return drawn;
    };
    expect(draws(10)).toEqual(draws(400));
    expect(new Set(draws(10)).size).toBe(10);
  });
});

describe('closed loops', () => {
  it('charges an iteration that takes no time 0.1 ms', () => {
    const { drill } = noting({ vus: 2, duration: '10.05ms' }, 0);
    const { generator, metrics } = drill.run();
    expect(generator.completedIterations).toBe(202);
    expect(metrics.iteration_duration?.values.avg).toBeCloseTo(0.1);
  });

  it('waits out minIterationDuration', () => {
    const { drill, starts } = noting({ vus: 1, duration: '3s', minIterationDuration: '1s' }, 300);
    drill.run();
    expect(starts).toEqual([0, 1000, 2000]);
  });

  it('shares iterations among VUs that take the next one as they can', () => {
    const ids: number[] = [];
    const drill = new TestLoad((_, vu) => ({
      options: { vus: 2, iterations: 5 },
      default: blocking(function* () {
        ids.push(vu.id);
        yield drill.sleep(vu.id === 1 ? 1000 : 300);
      }),
    }));
    const { durationMs } = drill.run();
    expect(ids).toEqual([1, 2, 2, 2, 2]);
    expect(durationMs).toBe(1200);
  });

  it('gives each VU its own iterations', () => {
    const seen: string[] = [];
    const drill = new TestLoad((_, vu) => ({
      options: { scenarios: { each: { executor: 'per-vu-iterations', vus: 2, iterations: 2 } } },
      default: blocking(function* () {
        seen.push(`${vu.id}.${vu.iteration}`);
        yield drill.sleep(vu.id * 100);
      }),
    }));
    drill.run();
    expect(seen).toEqual(['1.0', '2.0', '1.1', '2.1']);
  });

  it('counts iterations for which maxDuration left no time as dropped', () => {
    const scenarios = {
      all: { executor: 'shared-iterations', vus: 1, iterations: 9, maxDuration: '2s', gracefulStop: 0 },
    };
    const { drill } = noting({ scenarios }, 800);
    const { generator } = drill.run();
    expect(generator).toMatchObject({
      dueIterations: 9,
      startedIterations: 3,
      droppedIterations: 6,
      interruptedIterations: 1,
    });
  });

  it('ramps VUs up and down, and lets removed ones finish within gracefulRampDown', () => {
    const active: number[] = [];
    const stages = [
      { target: 4, duration: '4s' },
      { target: 4, duration: '1s' },
      { target: 0, duration: '2s' },
      { target: 0, duration: '3s' },
    ];
    const scenarios = { ramp: { executor: 'ramping-vus', startVUs: 0, stages, gracefulRampDown: '600ms' } };
    const drill = new TestLoad(
      () => ({
        options: { scenarios },
        default: blocking(function* () {
          yield drill.sleep(10_000);
        }),
      }),
      { tick: (_, engine) => active.push(engine.runs[0]?.running ?? -1) },
    );
    const { generator } = drill.run();
    expect(active).toEqual([0, 1, 2, 3, 4, 4, 2, 0, 0]);
    expect(generator).toMatchObject({ startedIterations: 4, interruptedIterations: 4 });
  });

  it('cuts a removed VU off at the end of its gracefulRampDown also when gracefulStop goes on', () => {
    const stages = [{ target: 0, duration: '1s' }];
    const scenarios = { ramp: { executor: 'ramping-vus', startVUs: 2, stages, gracefulRampDown: '2s' } };
    const { drill } = noting({ scenarios }, 10_000);
    const { durationMs, generator } = drill.run();
    expect([durationMs, generator.interruptedIterations]).toEqual([3000, 2]);
  });

  it('keeps a VU that a stage removed when the next one wants it back', () => {
    const stages = [
      { target: 1, duration: 0 },
      { target: 0, duration: '1s' },
      { target: 1, duration: '1s' },
      { target: 1, duration: '1s' },
    ];
    const { drill, starts } = noting({ scenarios: { ramp: { executor: 'ramping-vus', startVUs: 0, stages } } }, 2500);
    drill.run();
    expect(starts).toEqual([0, 2500]);
  });
});

describe('scenarios', () => {
  it('run side by side and from their start times, with their own functions and tags', () => {
    const seen: string[] = [];
    const drill = new TestLoad((_, vu) => ({
      options: {
        tags: { team: 'identity' },
        scenarios: {
          view: { executor: 'per-vu-iterations', exec: 'view', tags: { kind: 'read' } },
          late: { executor: 'per-vu-iterations', startTime: '90s' },
        },
      },
      view: () => seen.push(`view ${JSON.stringify(vu.tags.toObject())}`),
      default: () => seen.push(`default ${drill.clock.now()}`),
    }));
    expect(drill.run().scenarios).toMatchObject({ view: { completed: 1 }, late: { completed: 1 } });
    expect(seen).toEqual(['view {"team":"identity","scenario":"view","kind":"read"}', 'default 90000']);
  });

  it('pass their VUs on', () => {
    const { drill } = noting(
      {
        scenarios: {
          a: { executor: 'constant-vus', vus: 3, duration: '1s' },
          b: { executor: 'constant-vus', vus: 4, duration: '1s', startTime: '5s' },
        },
      },
      100,
    );
    drill.run();
    expect(drill.execution.phase?.pool.all.length).toBe(4);
  });

  it('samples vus and vus_max every second', () => {
    const { drill } = noting(rate({ rate: 1, duration: '3s', preAllocatedVUs: 7 }), 2500);
    const { metrics } = drill.run();
    expect(metrics.vus?.values).toEqual({ value: 1, min: 1, max: 2 });
    expect(metrics.vus_max?.values).toEqual({ value: 7, min: 7, max: 7 });
  });
});

describe('exceptions', () => {
  it('in iterations are logged by kind and counted, and the drill goes on', () => {
    const drill = new TestLoad((_, vu) => ({
      options: rate({ rate: 10, duration: '1s', preAllocatedVUs: 1 }),
      default: () => {
        if (vu.iteration % 2 === 0) vu.requestFailed = vu.iteration >= 6;
        if (vu.iteration % 2 === 0) throw new Error('no methods');
      },
    }));
    const { generator, exceptions, exit } = drill.run();
    expect(generator).toMatchObject({ failedIterations: 5, failedAfterRequest: 2, completedIterations: 5 });
    expect(exceptions).toEqual([{ text: 'Error: no methods', count: 5 }]);
    expect(drill.logged).toEqual([
      ...Array(3).fill('error: Error: no methods'),
      'error: Error: no methods (again; counted from now on)',
    ]);
    expect(exit).toBeNull();
  });

  it('in init code of a later VU end the drill with 107', () => {
    const drill: TestLoad = new TestLoad((_, vu) => {
      if (vu.id === 2) throw new Error('no file');
      return {
        options: { vus: 2, duration: '1s' },
        default: blocking(function* () {
          yield drill.sleep(100);
        }),
      };
    });
    const { exit, generator } = drill.run();
    expect(exit).toEqual({ code: 107, reason: 'the init code failed: Error: no file' });
    expect(generator).toMatchObject({ startedIterations: 1, interruptedIterations: 1 });
  });
});

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

describe('thresholds', () => {
  it('are judged at the end; one without samples is no pass', () => {
    const { drill } = noting(
      {
        iterations: 2,
        thresholds: {
          iteration_duration: ['max<200', 'avg>=200'],
          checks: 'rate>0.9',
          'iterations{scenario:default}': ['count==2'],
        },
      },
      100,
    );
    expect(drill.run().thresholds).toEqual([
      { metric: 'iteration_duration', expression: 'max<200', value: 100, ok: true, status: 'ok' },
      { metric: 'iteration_duration', expression: 'avg>=200', value: 100, ok: false, status: 'broken' },
      { metric: 'checks', expression: 'rate>0.9', value: null, ok: false, status: 'no-data' },
      { metric: 'iterations{scenario:default}', expression: 'count==2', value: 2, ok: true, status: 'ok' },
    ]);
  });

  it('with abortOnFail end the drill at an even second, after delayAbortEval', () => {
    const thresholds = { iterations: [{ threshold: 'count<1', abortOnFail: true, delayAbortEval: '3s' }] };
    const { drill } = noting({ vus: 1, duration: '1m', thresholds }, 100);
    expect(drill.run()).toMatchObject({
      durationMs: 4000,
      exit: { code: 99, reason: "the threshold 'count<1' of iterations is broken (abortOnFail)" },
    });
  });

  it('on unknown metrics and with unsuited aggregations are problems', () => {
    const thresholds = { http_req_durations: ['p(95)<1'], checks: ['count>1'] };
    const { drill } = noting({ thresholds }, 0);
    const { problems } = drill.engine.prepare();
    expect(problems.map(({ path, message }) => `${path}: ${message.slice(0, 66)}`)).toEqual([
      "options.thresholds['http_req_durations']: no metric 'http_req_durations'; allowed: checks, data_received, da",
      "options.thresholds['checks']: a rate has no 'count' (got 'count>1'); allowed: rate",
    ]);
  });
});

describe('handleSummary', () => {
  it("gets k6's data and its map is the result", () => {
    let data: unknown;
    const { drill } = noting(
      { iterations: 1, thresholds: { iterations: ['count>0'], 'http_reqs{a:b}': [] }, summaryTrendStats: ['max'] },
      100,
      {
        setup: () => 7,
        handleSummary: (given: unknown) => {
          data = given;
          return { stdout: 'done', 'a.bin': new ArrayBuffer(1), other: 5 };
        },
      },
    );
    expect(drill.run().summary).toEqual({ stdout: 'done', 'a.bin': new Uint8Array(1) });
    expect(data).toMatchInlineSnapshot(`
      {
        "metrics": {
          "http_reqs{a:b}": {
            "contains": "default",
            "type": "counter",
            "values": {
              "count": 0,
              "rate": 0,
            },
          },
          "iteration_duration": {
            "contains": "time",
            "type": "trend",
            "values": {
              "max": 100,
            },
          },
          "iterations": {
            "contains": "default",
            "thresholds": {
              "count>0": {
                "ok": true,
              },
            },
            "type": "counter",
            "values": {
              "count": 1,
              "rate": 10,
            },
          },
        },
        "options": {
          "noColor": false,
          "summaryTimeUnit": "",
          "summaryTrendStats": [
            "max",
          ],
        },
        "root_group": {
          "name": "",
        },
        "setup_data": 7,
        "state": {
          "isStdErrTTY": false,
          "isStdOutTTY": false,
          "testRunDurationMs": 100,
        },
      }
    `);
  });

  it('that throws leaves no summary', () => {
    const { drill } = noting({ iterations: 1 }, 1, {
      handleSummary: () => {
        throw new Error('no');
      },
    });
    expect([drill.run().summary, drill.logged]).toEqual([null, ['error: handleSummary() failed: Error: no']]);
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
