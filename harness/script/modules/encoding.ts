import { bytesOf } from './http/file-data.ts';

type Variant = 'std' | 'rawstd' | 'url' | 'rawurl';
const VARIANTS: readonly string[] = ['std', 'rawstd', 'url', 'rawurl'];

/** `b64encode(text or bytes, variant)`. */
export function b64encode(input: unknown, variant: unknown = 'std'): string {
  const kind = variantOf(variant);
  const bytes = typeof input === 'string' ? Buffer.from(input) : bytesOf(input);
  if (bytes === null) throw new TypeError(`b64encode() needs a string or an ArrayBuffer (got a ${typeof input})`);
  return base64(bytes, kind);
}

/** `b64decode(text, variant, format)`: an ArrayBuffer, or text where the format is 's'. @throws Error if it is not base64. */
export function b64decode(input: unknown, variant: unknown = 'std', format?: unknown): ArrayBuffer | string {
  const kind = variantOf(variant);
  const text = String(input).replace(/[\r\n]/g, '');
  const bytes = Buffer.from(text, 'base64');
  if (base64(bytes, kind) !== text) throw new Error(`b64decode(): the text is not base64 of the variant '${kind}'`);
  if (format === 's') return bytes.toString('utf8');
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

/** Base64 of bytes; `raw` variants have no padding, `url` variants use - and _. */
export function base64(bytes: Uint8Array, variant: Variant): string {
  let text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  if (variant.endsWith('url')) text = text.replaceAll('+', '-').replaceAll('/', '_');
  return variant.startsWith('raw') ? text.replace(/=+$/, '') : text;
}

function variantOf(variant: unknown): Variant {
  if (variant === undefined || variant === null || variant === '') return 'std';
  if (VARIANTS.includes(String(variant))) return variant as Variant;
  throw new TypeError(`the base64 variant '${String(variant)}' is not known: use ${VARIANTS.join(', ')}`);
}
