import { mix } from '../time/random.ts';

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The GUID (version 4 in form) of a key. */
export function guidOf(key: number): string {
  const b = mix(key, 2);
  const c = mix(key, 3);
  const first = `${hex32(mix(key, 1))}-${hex16(b >>> 16)}-${hex16((b & 0xfff) | 0x4000)}`;
  return `${first}-${hex16((c & 0x3fff) | 0x8000)}-${hex16(c >>> 16)}${hex32(mix(key, 4))}`;
}

/** Eight hexadecimal digits. */
export function hex32(value: number): string {
  return hex16(value >>> 16) + hex16(value & 0xffff);
}

/** Four hexadecimal digits of a number from 0 to 65 535. */
export function hex16(value: number): string {
  return (BYTES[value >>> 8] as string) + (BYTES[value & 0xff] as string);
}
