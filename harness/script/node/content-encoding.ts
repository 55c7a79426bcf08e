import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import type { TransportFailure } from '../../transport/exchange.ts';
import { LARGEST_ANSWER_BYTES } from '../../transport/reply.ts';

/** 645 bytes of gzip can hold 300 MB. */
const BOUNDED = { maxOutputLength: LARGEST_ANSWER_BYTES };

/**
 * Undoes an answer's `Content-Encoding`. Encodings that nobody here knows are left as they came.
 * @returns why it cannot be undone, if it is a text.
 */
export function decodeContent(
  bytes: Uint8Array,
  encoding: string,
): Uint8Array | Extract<TransportFailure, 'corrupt' | 'too-large'> {
  if (bytes.byteLength === 0) return bytes;
  let result = bytes;
  try {
    for (const name of encoding.split(',').reverse()) {
      switch (name.trim().toLowerCase()) {
        case 'gzip':
        case 'x-gzip':
          result = gunzipSync(result, BOUNDED);
          break;
        case 'deflate':
          result = inflated(result);
          break;
        case 'br':
          result = brotliDecompressSync(result, BOUNDED);
          break;
        case 'zstd':
          result = zstdDecompressSync(result, BOUNDED);
      }
    }
    return result;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'corrupt';
  }
}

/** Some servers send `deflate` without zlib's wrapper. */
function inflated(bytes: Uint8Array): Uint8Array {
  return ((bytes[0] as number) & 0x0f) === 8 ? inflateSync(bytes, BOUNDED) : inflateRawSync(bytes, BOUNDED);
}
