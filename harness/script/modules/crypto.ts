import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { base64 } from './encoding.ts';
import { bytesOf } from './http/file-data.ts';
import type { Randomness } from './randomness.ts';

/** k6's names of algorithms, and OpenSSL's. MD4 is not among them: OpenSSL 3 no longer offers it. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  md5: 'md5',
  sha1: 'sha1',
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
  sha512_224: 'sha512-224',
  sha512_256: 'sha512-256',
  ripemd160: 'ripemd160',
};

/** What `createHash` and `createHMAC` make. A digest does not end it: more can be added. */
class Hasher {
  #hash: Hash | Hmac;
  #parts: (string | Uint8Array)[] = [];
  #fresh: () => Hash | Hmac;

  constructor(fresh: () => Hash | Hmac) {
    this.#fresh = fresh;
    this.#hash = fresh();
  }

  update(input: unknown): void {
    const data = dataOf(input);
    this.#parts.push(data);
    this.#hash.update(data);
  }

  digest(encoding: unknown): string | ArrayBuffer {
    const digest = this.#hash.digest();
    // Node's hashes can be read once, and its HMACs not be copied.
    this.#hash = this.#fresh();
    for (const part of this.#parts) this.#hash.update(part);
    return encoded(digest, encoding);
  }
}

/** `k6/crypto`. Random bytes follow the drill's seed: they are not secret. */
export function cryptoModule(randomness: Randomness): Record<string, unknown> {
  const module: Record<string, unknown> = {
    createHash: (algorithm: unknown) => {
      const name = algorithmOf(algorithm);
      return new Hasher(() => createHash(name));
    },
    createHMAC: (algorithm: unknown, secret: unknown) => {
      const name = algorithmOf(algorithm);
      const key = dataOf(secret);
      return new Hasher(() => createHmac(name, key));
    },
    hmac: (algorithm: unknown, secret: unknown, input: unknown, encoding: unknown) =>
      encoded(createHmac(algorithmOf(algorithm), dataOf(secret)).update(dataOf(input)).digest(), encoding),
    randomBytes: (size: unknown) => {
      if (!Number.isInteger(size) || (size as number) < 1)
        throw new TypeError(`randomBytes() needs a whole number from 1 (got ${String(size)})`);
      const bytes = new Uint8Array(size as number);
      randomness.fill(bytes);
      return bytes.buffer;
    },
  };
  for (const [name, algorithm] of Object.entries(ALGORITHMS))
    module[name] = (input: unknown, encoding: unknown) =>
      encoded(createHash(algorithm).update(dataOf(input)).digest(), encoding);
  return module;
}

function algorithmOf(name: unknown): string {
  const algorithm = ALGORITHMS[String(name)];
  if (algorithm === undefined || !Object.hasOwn(ALGORITHMS, String(name)))
    throw new TypeError(`the algorithm '${String(name)}' is not known: use ${Object.keys(ALGORITHMS).join(', ')}`);
  return algorithm;
}

function dataOf(input: unknown): string | Uint8Array {
  if (typeof input === 'string') return input;
  const bytes = bytesOf(input);
  if (bytes === null) throw new TypeError(`k6/crypto needs a string or an ArrayBuffer (got a ${typeof input})`);
  return bytes;
}

function encoded(digest: Buffer, encoding: unknown): string | ArrayBuffer {
  switch (encoding) {
    case 'hex':
      return digest.toString('hex');
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
