/**
 * Snappy's block format, which Prometheus's remote write wants its body in: the length as a varint, then literals and copies of what
 * came before. https://github.com/google/snappy/blob/main/format_description.txt
 *
 * Greedy, with one candidate a hash of four bytes, as the reference does: label names and values repeat in every series, and a body
 * comes out at a tenth of its size.
 */
export function snappyCompress(input: Uint8Array): Uint8Array {
  // The worst case: no copy at all, and a tag for every literal.
  const output = new Uint8Array(32 + input.length + Math.ceil(input.length / 6));
  let at = writeVarint(output, 0, input.length);
  const seen = new Int32Array(1 << HASH_BITS).fill(-1);
  let literalFrom = 0;
  let position = 0;
  while (position + SHORTEST_COPY <= input.length) {
    const hash = hashAt(input, position);
    const candidate = seen[hash] as number;
    seen[hash] = position;
    if (candidate < 0 || position - candidate > FARTHEST || !equal(input, candidate, position)) {
      position++;
      continue;
    }
    let length = SHORTEST_COPY;
    while (position + length < input.length && input[candidate + length] === input[position + length]) length++;
    at = writeLiteral(output, at, input, literalFrom, position);
    at = writeCopy(output, at, position - candidate, length);
    position += length;
    literalFrom = position;
  }
  at = writeLiteral(output, at, input, literalFrom, input.length);
  return output.subarray(0, at);
}

const HASH_BITS = 14;
const SHORTEST_COPY = 4;
/** The farthest back that a copy with a two-byte offset reaches. */
const FARTHEST = 65_535;
/** The most that one copy element of that kind copies. */
const LONGEST_COPY = 64;

function hashAt(bytes: Uint8Array, at: number): number {
  const four =
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24);
  return Math.imul(four, 0x1e35a7bd) >>> (32 - HASH_BITS);
}

function equal(bytes: Uint8Array, a: number, b: number): boolean {
  for (let i = 0; i < SHORTEST_COPY; i++) if (bytes[a + i] !== bytes[b + i]) return false;
  return true;
}

/** Tag 00: up to 60 bytes, their number less one is in the tag; above, it is in one to four bytes after it. */
function writeLiteral(output: Uint8Array, from: number, input: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length === 0) return from;
  let at = from;
  const n = length - 1;
  if (n < 60) output[at++] = n << 2;
  else {
    const bytes = n < 0x100 ? 1 : n < 0x10000 ? 2 : n < 0x1000000 ? 3 : 4;
    output[at++] = (59 + bytes) << 2;
    for (let i = 0; i < bytes; i++) output[at++] = (n >>> (8 * i)) & 0xff;
  }
  output.set(input.subarray(start, end), at);
  return at + length;
}

/** Tag 10: 1 to 64 bytes from a two-byte offset back. */
function writeCopy(output: Uint8Array, from: number, offset: number, length: number): number {
  let at = from;
  for (let left = length; left > 0; ) {
    const part = left < LONGEST_COPY ? left : LONGEST_COPY;
    output[at++] = ((part - 1) << 2) | 2;
    output[at++] = offset & 0xff;
    output[at++] = offset >>> 8;
    left -= part;
  }
  return at;
}

function writeVarint(output: Uint8Array, from: number, value: number): number {
  let at = from;
  let rest = value;
  while (rest >= 0x80) {
    output[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  output[at++] = rest;
  return at;
}
