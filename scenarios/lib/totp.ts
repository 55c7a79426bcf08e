/** HMAC-SHA-1 of `data` under `key`, as hexadecimal digits. */
export type HmacSha1 = (key: ArrayBuffer, data: ArrayBuffer) => string;

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;

/** The six digits that an authenticator app shows for a secret in base 32 (RFC 6238: SHA-1, steps of 30 s). */
export function totp(secret: string, nowMs: number, hmac: HmacSha1): string {
  const counter = new DataView(new ArrayBuffer(8));
  const step = Math.floor(nowMs / STEP_MS);
  counter.setUint32(0, Math.floor(step / 4_294_967_296));
  counter.setUint32(4, step % 4_294_967_296);
  const digest = hmac(fromBase32(secret), counter.buffer);
  // The last nibble says where in the digest the code is (RFC 4226 §5.3).
  const offset = 2 * Number.parseInt(digest.slice(-1), 16);
  const code = Number.parseInt(digest.slice(offset, offset + 8), 16) & 0x7fffffff;
  return String(code % 1_000_000).padStart(6, '0');
}

function fromBase32(text: string): ArrayBuffer {
  const digits = text.toUpperCase().replace(/[^A-Z2-7]/g, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 5) / 8));
  let bits = 0;
  let pending = 0;
  let length = 0;
  for (const digit of digits) {
    pending = ((pending << 5) | BASE32.indexOf(digit)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[length++] = pending >> bits;
    }
  }
  return bytes.buffer;
}
