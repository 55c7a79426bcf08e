import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { AskedPart, Compression, Platform } from '../modules/platform.ts';
import { decodeContent } from './content-encoding.ts';
import { nativeDigest } from './native-digest.ts';

/**
 * What a script finds on a machine with Node.
 * @param script its path
 * @param asked told of everything that it asks for
 */
export function nodePlatform(script: string, asked?: (what: AskedPart) => void): Platform {
  const base = dirname(resolve(script));
  const platform: Required<Platform> = {
    fileOf: (path, folder = base) => (path.startsWith('file://') ? fileURLToPath(path) : resolve(folder, path)),
    readFile,
    loadHtml,
    decodeContent,
    compress: (body, algorithm) => COMPRESSORS[algorithm](body),
    // Loaded when it is needed: Node's HTTP takes longer than all else that a script's modules load.
    statusText: status => process.getBuiltinModule('node:http').STATUS_CODES[status],
    digest: nativeDigest,
  };
  return asked === undefined ? platform : telling(platform, asked);
}

function telling({ digest, ...parts }: Required<Platform>, asked: (what: AskedPart) => void): Platform {
  const names = Object.keys(parts) as AskedPart[];
  const told = names.map(name => [
    name,
    (...args: never[]) => {
      asked(name);
      return (parts[name] as (...args: never[]) => unknown)(...args);
    },
  ]);
  return { ...(Object.fromEntries(told) as typeof parts), digest };
}

const COMPRESSORS: Readonly<Record<Compression, (data: string | Uint8Array) => Uint8Array>> = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
};

function readFile(file: string, asWritten: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(`open('${asWritten}'): cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

type Load = Platform['loadHtml'];

/** Loaded for scripts that read HTML alone: it takes longer than all the rest of a small drill. */
let load: Load | null = null;

const loadHtml: Load = html => {
  load ??= (createRequire(import.meta.url)('cheerio') as typeof import('cheerio')).load;
  return load(html);
};
