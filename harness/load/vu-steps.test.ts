import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Stage } from './stages.ts';
import { mostVus, VuSteps } from './vu-steps.ts';

function all(startVUs: number, stages: readonly Stage[]): [atMs: number, vus: number][] {
  const steps = new VuSteps(startVUs, stages);
  const seen: [number, number][] = [];
  for (; steps.atMs < Number.POSITIVE_INFINITY; steps.advance()) seen.push([steps.atMs, steps.vus]);
  return seen;
}

describe('VuSteps', () => {
  it('change one by one, evenly over each stage', () => {
    const stages = [
      { durationMs: 4000, target: 4 },
      { durationMs: 1000, target: 4 },
      { durationMs: 1000, target: 2 },
    ];
    expect(all(2, stages)).toEqual([
      [0, 2],
      [2000, 3],
      [4000, 4],
      [5500, 3],
      [6000, 2],
    ]);
  });

  it('jump at a stage of no duration', () => {
    const stages = [
      { durationMs: 1000, target: 0 },
      { durationMs: 0, target: 5 },
      { durationMs: 500, target: 5 },
      { durationMs: 0, target: 1 },
    ];
    expect(all(0, stages)).toEqual([
      [0, 0],
      [1000, 5],
      [1500, 1],
    ]);
  });

  it('come in order, stay between the targets and end at the last', () => {
    const stage = fc.record({ durationMs: fc.integer({ min: 0, max: 9000 }), target: fc.integer({ min: 0, max: 40 }) });
    fc.assert(
      fc.property(fc.nat(40), fc.array(stage, { minLength: 1, maxLength: 6 }), (start, stages) => {
        const steps = all(start, stages);
        expect(steps.at(-1)?.[1]).toBe(stages.at(-1)?.target);
        for (const [n, [at, vus]] of steps.entries()) {
          expect(at).toBeGreaterThanOrEqual(steps[n - 1]?.[0] ?? 0);
          expect(vus).toBeLessThanOrEqual(mostVus(start, stages));
        }
      }),
    );
  });
});
