import type { CheerioAPI } from 'cheerio';
import type { TransportFailure } from '../../transport/exchange.ts';

/** What scripts ask of the machine that runs them, beyond the language. Where a machine has no such thing, asking throws what the script is told. */
export interface Platform {
  /** The name of one file, however it is written: relative paths start from `folder`, which the compiled script adds, or the script's own. */
  fileOf(path: string, folder: string | undefined): string;
  /** @param asWritten how the script names it @throws Error if it cannot be read */
  readFile(file: string, asWritten: string): Uint8Array;
  /** Reads HTML into a document. */
  loadHtml(html: string): CheerioAPI;
  /** Undoes an answer's `Content-Encoding`. @returns why it cannot be undone, if it is a text */
  decodeContent(bytes: Uint8Array, encoding: string): Uint8Array | Extract<TransportFailure, 'corrupt' | 'too-large'>;
  /** Compresses by `gzip`, `deflate`, `br` or `zstd`. */
  compress(body: string | Uint8Array, algorithm: Compression): Uint8Array;
  /** The words of an HTTP status, if it has any. */
  statusText(status: number): string | undefined;
  /** Hashes faster than the language does; left out where nothing does. */
  readonly digest?: Digest;
}

/** The hash of bytes by k6's name of it, or their HMAC under a key. The bytes are those of the module's own; null: it has no such hash. */
export type Digest = (algorithm: string, data: Uint8Array, key: Uint8Array | null) => Uint8Array | null;

/** What is told of when it is asked for: it is not to be had everywhere. */
export type AskedPart = Exclude<keyof Platform, 'digest'>;

/** What each of them is, in words. */
export const PLATFORM_WORDS: Readonly<Record<AskedPart, string>> = {
  fileOf: 'the files that the script opens',
  readFile: 'the files that the script opens',
  loadHtml: 'the reader of HTML',
  decodeContent: 'the compression of bodies',
  compress: 'the compression of bodies',
  statusText: 'the words of HTTP statuses',
};

export const COMPRESSIONS = ['gzip', 'deflate', 'br', 'zstd'] as const;
export type Compression = (typeof COMPRESSIONS)[number];
