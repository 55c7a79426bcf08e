import { hmac } from '@noble/hashes/hmac.js';
import { md5, ripemd160, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512, sha512_224, sha512_256 } from '@noble/hashes/sha2.js';
import { bytesToHex, type CHash, utf8ToBytes } from '@noble/hashes/utils.js';
import { base64 } from './encoding.ts';
import { bytesOf } from './http/file-data.ts';
import { md4 } from './md4.ts';
import type { Digest } from './platform.ts';
import type { Randomness } from './randomness.ts';

/** By k6's names. */
const ALGORITHMS = new Map<string, CHash>(
  Object.entries({ md4, md5, sha1, sha256, sha384, sha512, sha512_224, sha512_256, ripemd160 }),
);

/** What of a hash or an HMAC is used. */
interface Digester {
  update(data: Uint8Array): unknown;
  digest(): Uint8Array;
  clone(): Digester;
}

/** What `createHash` and `createHMAC` make. A digest does not end it: more can be added. */
class Hasher {
  readonly #hash: Digester;

  constructor(hash: Digester) {
    this.#hash = hash;
  }

  update(input: unknown): void {
    this.#hash.update(dataOf(input));
  }

  digest(encoding: unknown): string | ArrayBuffer {
    return encoded(this.#hash.clone().digest(), encoding);
  }
}

/** `k6/crypto`. Random bytes follow the drill's seed: they are not secret. @param native hashes where it can */
export function cryptoModule(randomness: Randomness, native: Digest = () => null): Record<string, unknown> {
  const module: Record<string, unknown> = {
    createHash: (algorithm: unknown) => new Hasher(algorithmOf(algorithm).create()),
    createHMAC: (algorithm: unknown, secret: unknown) =>
      new Hasher(hmac.create(algorithmOf(algorithm), dataOf(secret))),
    hmac: (algorithm: unknown, secret: unknown, input: unknown, encoding: unknown) => {
      const [own, key, data] = [algorithmOf(algorithm), dataOf(secret), dataOf(input)];
      return encoded(native(String(algorithm), data, key) ?? hmac(own, key, data), encoding);
    },
    randomBytes: (size: unknown) => {
      if (!Number.isInteger(size) || (size as number) < 1)
        throw new TypeError(`randomBytes() needs a whole number from 1 (got ${String(size)})`);
      const bytes = new Uint8Array(size as number);
      randomness.fill(bytes);
      return bytes.buffer;
    },
  };
  for (const [name, own] of ALGORITHMS)
    module[name] = (input: unknown, encoding: unknown) => {
      const data = dataOf(input);
      return encoded(native(name, data, null) ?? own(data), encoding);
    };
  return module;
}

function algorithmOf(name: unknown): CHash {
  const algorithm = ALGORITHMS.get(String(name));
  if (algorithm !== undefined) return algorithm;
  throw new TypeError(`the algorithm '${String(name)}' is not known: use ${[...ALGORITHMS.keys()].join(', ')}`);
}

function dataOf(input: unknown): Uint8Array {
  if (typeof input === 'string') return utf8ToBytes(input);
  const bytes = bytesOf(input);
  if (bytes === null) throw new TypeError(`k6/crypto needs a string or an ArrayBuffer (got a ${typeof input})`);
  return bytes;
}

function encoded(digest: Uint8Array, encoding: unknown): string | ArrayBuffer {
  switch (encoding) {
    case 'hex':
      return bytesToHex(digest);
    case 'base64':
      return base64(digest, 'std');
    case 'base64url':
      return base64(digest, 'url');
    case 'base64rawurl':
      return base64(digest, 'rawurl');
    case 'binary':
      return digest.buffer.slice(digest.byteOffset, digest.byteOffset + digest.byteLength) as ArrayBuffer;
  }
  throw new TypeError(
    `the encoding '${String(encoding)}' is not known: use hex, base64, base64url, base64rawurl or binary`,
  );
}
