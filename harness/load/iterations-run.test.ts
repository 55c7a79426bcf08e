import { describe, expect, it } from 'vitest';
import { blocking, noting, TestLoad } from './test-load.ts';

describe('iterations', () => {
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

  it('starts as many as there are VUs and no more, and is over with the last of them', () => {
    const { drill, starts } = noting({ vus: 3, iterations: 4 }, 100);
    const { durationMs, generator } = drill.run();
    expect([starts, durationMs, generator.peakVus]).toEqual([[0, 0, 0, 100], 200, 3]);
  });

  it('shares what is left when one VU of several has no more', () => {
    const ids: number[] = [];
    const drill = new TestLoad((_, vu) => ({
      options: { scenarios: { all: { executor: 'shared-iterations', vus: 2, iterations: 3 } } },
      default: blocking(function* () {
        ids.push(vu.id);
        yield drill.sleep(vu.id * 100);
      }),
    }));
    drill.run();
    expect(ids).toEqual([1, 2, 1]);
  });
});
