import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HashRing } from './hash-ring.ts';

const KEYS = Array.from({ length: 4000 }, (_, key) => key);

function owners(ring: HashRing): number[] {
  return KEYS.map(key => ring.owner(key));
}

test('on a ring only the keys of nodes that go move, and they come back with them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 12 }), fc.integer(), fc.nat(11), (nodes, seed, lost) => {
      const gone = lost % nodes;
      const ring = new HashRing('ring', nodes, seed);
      const before = owners(ring);
      ring.live(node => node !== gone, nodes);
      const after = owners(ring);
      for (const key of KEYS) {
        if (before[key] === gone) expect(after[key]).not.toBe(gone);
        else expect(after[key]).toBe(before[key]);
      }
      ring.live(() => true, nodes);
      expect(owners(ring)).toEqual(before);
    }),
    { numRuns: 20 },
  );
});

test('by modulo one key in n keeps its node when one of n goes', () => {
  const ring = new HashRing('modulo', 8, 1);
  const before = owners(ring);
  ring.live(node => node !== 0, 8);
  const kept = owners(ring).filter((node, key) => node === before[key]).length / KEYS.length;
  expect(kept).toBeCloseTo(1 / 8, 1);
});

test('where none lives nobody owns a key', () => {
  const ring = new HashRing('ring', 2, 1);
  ring.live(() => false, 2);
  expect(ring.owner(7)).toBe(-1);
});
