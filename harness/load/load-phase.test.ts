import { describe, expect, it } from 'vitest';
import { blocking, noting, rate, TestLoad } from './test-load.ts';

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
