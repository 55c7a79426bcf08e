import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * 16 hex digits that tell values apart: equal for equal values, however they were written and in whatever order. Infinity
 * and null differ; JSON alone would make them the same.
 */
export function fingerprint(value: unknown): string {
  return hexSha256(canonical(value)).slice(0, 16);
}

/** SHA-256 of a text in UTF-8, in hex. In JavaScript: a report's drill has no other, and both must come to the same. */
export function hexSha256(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.keys(value)
      .sort()
      .map(key => `${JSON.stringify(key)}:${canonical((value as Record<string, unknown>)[key])}`)
      .join()}}`;
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
