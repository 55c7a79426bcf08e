import { createHash, createHmac } from 'node:crypto';
import { base64 } from './encoding.ts';
import { bytesOf } from './http/file-data.ts';
import { md4 } from './md4.ts';
import type { Randomness } from './randomness.ts';

/** k6's names of algorithms, and OpenSSL's. MD4 is our own: OpenSSL 3 no longer offers it. */
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
  #hash: Digester;
  #parts: (string | Uint8Array)[] = [];
  #fresh: () => Digester;

  constructor(fresh: () => Digester) {
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
      const fresh = hashOf(algorithm);
      return new Hasher(fresh);
    },
    createHMAC: (algorithm: unknown, secret: unknown) => {
      const key = dataOf(secret);
      const fresh = hmacOf(algorithm, key);
      return new Hasher(fresh);
    },
    hmac: (algorithm: unknown, secret: unknown, input: unknown, encoding: unknown) =>
      digestOf(hmacOf(algorithm, dataOf(secret))(), input, encoding),
    randomBytes: (size: unknown) => {
      if (!Number.isInteger(size) || (size as number) < 1)
        throw new TypeError(`randomBytes() needs a whole number from 1 (got ${String(size)})`);
      const bytes = new Uint8Array(size as number);
      randomness.fill(bytes);
      return bytes.buffer;
    },
  };
  for (const name of [MD4, ...Object.keys(ALGORITHMS)])
    module[name] = (input: unknown, encoding: unknown) => digestOf(hashOf(name)(), input, encoding);
  return module;
}

/** What of Node's hashes is used. */
interface Digester {
  update(data: string | Uint8Array): unknown;
  digest(): Buffer;
}

const MD4 = 'md4';
const MD4_BLOCK_BYTES = 64;

class Md4 implements Digester {
  #parts: Uint8Array[] = [];

  update(data: string | Uint8Array): void {
    this.#parts.push(Buffer.from(data as Uint8Array));
  }

  digest(): Buffer {
    return md4(Buffer.concat(this.#parts));
  }
}

/** HMAC (RFC 2104) of MD4. */
class Md4Hmac extends Md4 {
  #outer: Buffer;

  constructor(secret: string | Uint8Array) {
    super();
    const given = Buffer.from(secret as Uint8Array);
    const key = Buffer.alloc(MD4_BLOCK_BYTES);
    key.set(given.byteLength > MD4_BLOCK_BYTES ? md4(given) : given);
    this.#outer = Buffer.from(key.map(byte => byte ^ 0x5c));
    this.update(key.map(byte => byte ^ 0x36));
  }

  override digest(): Buffer {
    return md4(Buffer.concat([this.#outer, super.digest()]));
  }
}

function hashOf(algorithm: unknown): () => Digester {
  if (algorithm === MD4) return () => new Md4();
  const name = algorithmOf(algorithm);
  return () => createHash(name);
}

function hmacOf(algorithm: unknown, key: string | Uint8Array): () => Digester {
  if (algorithm === MD4) return () => new Md4Hmac(key);
  const name = algorithmOf(algorithm);
  return () => createHmac(name, key);
}

function digestOf(digester: Digester, input: unknown, encoding: unknown): string | ArrayBuffer {
  digester.update(dataOf(input));
  return encoded(digester.digest(), encoding);
}

function algorithmOf(name: unknown): string {
  const algorithm = ALGORITHMS[String(name)];
  if (algorithm === undefined || !Object.hasOwn(ALGORITHMS, String(name)))
    throw new TypeError(
      `the algorithm '${String(name)}' is not known: use ${[MD4, ...Object.keys(ALGORITHMS)].join(', ')}`,
    );
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
