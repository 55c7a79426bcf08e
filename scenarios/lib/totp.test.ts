import { createHmac } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { type HmacSha1, totp } from './totp.ts';

const hmac: HmacSha1 = (key, data) =>
  createHmac('sha1', new Uint8Array(key)).update(new Uint8Array(data)).digest('hex');

// RFC 6238, appendix B, the last six of its eight digits; the secret is '12345678901234567890'.
test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at %d s the code is %s', (seconds, code) => {
  expect(totp('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', seconds * 1000, hmac)).toBe(code);
});

test('secrets of any length, padded or not, in any case', () => {
  for (let bytes = 1; bytes <= 40; bytes++) {
    const secret = new Secret({ buffer: Uint8Array.from({ length: bytes }, (_, i) => (i * 73 + bytes) % 256).buffer });
    const expected = new TOTP({ secret }).generate({ timestamp: 1_700_000_000_000 });
    expect(totp(secret.base32, 1_700_000_000_000, hmac)).toBe(expected);
    expect(totp(`${secret.base32.toLowerCase()}==`, 1_700_000_000_000, hmac)).toBe(expected);
  }
});
