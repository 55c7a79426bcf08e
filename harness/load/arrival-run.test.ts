import { describe, expect, it } from 'vitest';
import { blocking, noting, rate, TestLoad } from './test-load.ts';

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
