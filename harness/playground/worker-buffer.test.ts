import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WorkerBuffer } from './worker-buffer.ts';

const ENCODINGS = ['utf8', 'latin1', 'hex', 'base64', 'base64url'] as const;
const bytes = fc.uint8Array({ maxLength: 300 });
const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.base64String(),
  fc.string({ unit: fc.constantFrom(...'\ud800aé-_=+/ \n') }),
);

test.each(ENCODINGS)('%s of bytes, and bytes of it, are Node’s', encoding => {
  fc.assert(
    fc.property(bytes, given => {
      const text = Buffer.from(given).toString(encoding);
      expect(WorkerBuffer.from(given).toString(encoding)).toBe(text);
      expect([...WorkerBuffer.from(text, encoding)]).toEqual([...Buffer.from(text, encoding)]);
    }),
  );
});

test('any text has the bytes that Node gives it', () => {
  fc.assert(
    fc.property(texts, text => {
      expect([...WorkerBuffer.from(text)]).toEqual([...Buffer.from(text)]);
      expect(WorkerBuffer.byteLength(text)).toBe(Buffer.byteLength(text));
    }),
    { numRuns: 1000 },
  );
});

// What is beyond ASCII is in no alphabet; Node reads its low byte.
test.each(['base64', 'base64url'] as const)('%s that is none is read as Node reads it', encoding => {
  const damaged = fc.string({ unit: fc.constantFrom(...'aZ09-_+/= \n*') });
  fc.assert(
    fc.property(damaged, text => {
      expect([...WorkerBuffer.from(text, encoding)]).toEqual([...Buffer.from(text, encoding)]);
    }),
    { numRuns: 1000 },
  );
});

test('parts are joined, and a stretch of a buffer is seen where it lies', () => {
  const joined = WorkerBuffer.concat([new Uint8Array([1, 2]), new Uint8Array(), new Uint8Array([3])]);
  expect([...joined]).toEqual([1, 2, 3]);
  const view = WorkerBuffer.from(joined.buffer, 1, 2);
  view[0] = 9;
  expect([...joined, ...WorkerBuffer.alloc(2)]).toEqual([1, 9, 3, 0, 0]);
  expect(WorkerBuffer.from(new Uint8Array(20_000).fill(65)).toString('latin1')).toBe('A'.repeat(20_000));
});
