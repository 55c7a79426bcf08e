import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EDGE_RESOLUTION, findEdge } from './map-edge.ts';

const RANGE = { least: 0.6, most: 1.8 };

test('the edge is found to the resolution, on whichever side of the own load it lies', async () => {
  await fc.assert(
    fc.asyncProperty(fc.double({ min: 0.61, max: 1.79, noNaN: true }), async edge => {
      const found = await findEdge(RANGE, async load => load < edge);
      if (found === null) throw new Error('none');
      const { own, ends, stays } = found;
      expect(own).toBe(1 < edge);
      expect(ends as number).toBeLessThan(edge);
      expect(stays as number).toBeGreaterThanOrEqual(edge);
      expect((stays as number) / (ends as number)).toBeLessThanOrEqual(1 + EDGE_RESOLUTION);
    }),
  );
});

test('no edge within the range, and a drill that does not show it', async () => {
  expect(await findEdge(RANGE, async () => true)).toEqual({ own: true, ends: 1.8, stays: null, drills: 2 });
  expect(await findEdge(RANGE, async () => false)).toEqual({ own: false, ends: null, stays: 0.6, drills: 2 });
  expect(await findEdge(RANGE, async () => null)).toBeNull();
});
