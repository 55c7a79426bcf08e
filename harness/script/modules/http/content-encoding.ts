import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';

/**
 * Undoes an answer's `Content-Encoding`. Encodings that nobody here knows, and bytes that do not hold what the header says, are
 * left as they came: the script sees what the server sent.
 */
export function decodeContent(bytes: Uint8Array, encoding: string | undefined): Uint8Array {
  if (encoding === undefined || bytes.byteLength === 0) return bytes;
  let result = bytes;
  try {
    for (const name of encoding.split(',').reverse()) {
      switch (name.trim().toLowerCase()) {
        case 'gzip':
        case 'x-gzip':
          result = gunzipSync(result);
          break;
        case 'deflate':
          result = inflated(result);
          break;
        case 'br':
          result = brotliDecompressSync(result);
          break;
        case 'zstd':
          result = zstdDecompressSync(result);
      }
    }
    return result;
  } catch {
    return bytes;
  }
}

/** Some servers send `deflate` without zlib's wrapper. */
function inflated(bytes: Uint8Array): Uint8Array {
  return ((bytes[0] as number) & 0x0f) === 8 ? inflateSync(bytes) : inflateRawSync(bytes);
}
