/** The bytes of an ArrayBuffer or of a view of one; null: it is something else. */
export function bytesOf(data: unknown): Uint8Array | null {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : null;
}

/** The bytes alone: what came over a socket lies in a buffer with more. */
export function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

/** A code that an endpoint may close with (RFC 6455 §7.4). @throws RangeError */
export function checkCloseCode(code: unknown): number {
  const given = Number(code);
  const isDefined = given >= 1000 && given <= 1014 && given !== 1004 && given !== 1005 && given !== 1006;
  if (isDefined || (given >= 3000 && given <= 4999)) return given;
  throw new RangeError(`a WebSocket is closed with 1000 to 1014 or 3000 to 4999 (got ${String(code)})`);
}
