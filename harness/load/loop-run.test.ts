import { describe, expect, it } from 'vitest';
import { blocking, noting, TestLoad } from './test-load.ts';

describe('loops', () => {
  it('charges an iteration that takes no time 10 µs', () => {
    const { drill } = noting({ vus: 2, duration: '1.005ms' }, 0);
    const { generator, metrics } = drill.run();
    expect(generator.completedIterations).toBe(202);
    expect(metrics.iteration_duration?.values.avg).toBeCloseTo(0.01);
  });

  it('charges more after many of them, and says so, so that hours of nothing take seconds', () => {
    const { drill } = noting({ vus: 2, duration: '1h' }, 0);
    expect(drill.run().generator.completedIterations).toBeLessThan(200_000);
    expect(drill.logged).toEqual([expect.stringMatching(/^warning: 10000 iterations took no time/)]);
  });

  it('waits out minIterationDuration', () => {
    const { drill, starts } = noting({ vus: 1, duration: '3s', minIterationDuration: '1s' }, 300);
    drill.run();
    expect(starts).toEqual([0, 1000, 2000]);
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

  it('removes the last that came; one that is still there stays instead of a new one, and what has left is replaced', () => {
    const stages = [
      { target: 3, duration: 0 },
      { target: 3, duration: '1s' },
      { target: 1, duration: 0 },
      { target: 1, duration: '1s' },
      { target: 2, duration: 0 },
      { target: 2, duration: '4s' },
      { target: 3, duration: 0 },
      { target: 3, duration: '1s' },
    ];
    const scenarios = {
      ramp: { executor: 'ramping-vus', startVUs: 0, stages, gracefulRampDown: '3s', gracefulStop: 0 },
    };
    const starts: Record<number, number[]> = { 1: [], 2: [], 3: [] };
    const drill: TestLoad = new TestLoad((_, vu) => ({
      options: { scenarios },
      default: blocking(function* () {
        starts[vu.id]?.push(drill.clock.now());
        yield drill.sleep(vu.id === 3 ? 5500 : 700);
      }),
    }));
    const { generator } = drill.run();
    expect(starts).toEqual({
      1: [0, 700, 1400, 2100, 2800, 3500, 4200, 4900, 5600, 6300],
      // Removed at 1 s, it ends its iteration at 1.4 s; wanted again at 6 s.
      2: [0, 700, 6000, 6700],
      // Removed at 1 s too, it is still there when another is wanted at 2 s: the end of the ramp-down, at 4 s, is not for it.
      3: [0, 5500],
    });
    expect(generator).toMatchObject({ startedIterations: 16, interruptedIterations: 2 });
  });

  it('replaces what the end of its gracefulRampDown cut off', () => {
    const stages = [
      { target: 1, duration: 0 },
      { target: 1, duration: '2s' },
      { target: 2, duration: 0 },
      { target: 2, duration: '1s' },
    ];
    const scenarios = {
      ramp: { executor: 'ramping-vus', startVUs: 2, stages, gracefulRampDown: '1s', gracefulStop: 0 },
    };
    const { drill, starts } = noting({ scenarios }, 60_000);
    const { generator } = drill.run();
    expect([starts, generator.interruptedIterations]).toEqual([[0, 0, 2000], 3]);
  });
});
