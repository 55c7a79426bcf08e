import fc from 'fast-check';
import { expect, test } from 'vitest';
import { snappyCompress } from './snappy.ts';

/** The other direction, from the format's description: literals of any size, copies of all three kinds. */
function uncompress(bytes: Uint8Array): Uint8Array {
  let at = 0;
  let size = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]!;
    size |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  const output: number[] = [];
  const little = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++) value += bytes[at++]! * 256 ** i;
    return value;
  };
  while (at < bytes.length) {
    const tag = bytes[at++]!;
    if ((tag & 3) === 0) {
      const n = tag >> 2;
      const length = (n < 60 ? n : little(n - 59)) + 1;
      for (let i = 0; i < length; i++) output.push(bytes[at++]!);
      continue;
    }
    const [length, offset] =
      (tag & 3) === 1
        ? [((tag >> 2) & 7) + 4, ((tag >> 5) << 8) + little(1)]
        : [(tag >> 2) + 1, little((tag & 3) === 2 ? 2 : 4)];
    expect(offset).toBeGreaterThan(0);
    expect(offset).toBeLessThanOrEqual(output.length);
    for (let i = 0; i < length; i++) output.push(output[output.length - offset]!);
  }
  expect(output).toHaveLength(size);
  return Uint8Array.from(output);
}

test('whatever goes in comes out', () => {
  const repetitive = fc
    .array(fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 60 })), { maxLength: 20 })
    .map(parts =>
      Uint8Array.from(
        parts.flatMap(
          ([bytes, times]) =>
            Array(times)
              .fill([...bytes])
              .flat() as number[],
        ),
      ),
    );
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 3000 }), repetitive), bytes => {
      expect(uncompress(snappyCompress(bytes))).toEqual(bytes);
    }),
    { numRuns: 200 },
  );
});

test.each([60, 61, 256, 257, 70_000])('a literal of %i bytes', size => {
  // No four bytes in a row come twice.
  const bytes = new Uint8Array(size);
  for (let i = 0, state = 1; i < size; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = state >>> 24;
  }
  expect(uncompress(snappyCompress(bytes))).toEqual(bytes);
});

test('what repeats farther back than a copy reaches is written again', () => {
  const word = Buffer.from('headroom_run_timeouts_ratio');
  const bytes = Buffer.concat([word, Buffer.alloc(70_000), word]);
  expect(uncompress(snappyCompress(bytes))).toEqual(Uint8Array.from(bytes));
});

test('text with much in common shrinks to a fraction', () => {
  const text = Buffer.from(
    Array.from({ length: 200 }, (_, i) => `headroom_run_objective{settings="baseline"} ${i}\n`).join(''),
  );
  expect(snappyCompress(text).length).toBeLessThan(text.length / 5);
});
