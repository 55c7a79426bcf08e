import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createZstdDecompress } from 'node:zlib';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { systemErrorText } from '../../mock-service/settings/system-error.ts';

/** Longer lines are no requests; what they hold is not kept. */
const LONGEST_LINE = 1 << 20;
/** Small enough for what is read to go with the young garbage. */
const READ_BYTES = 1 << 16;

/** What a file begins with, and what that means. */
const MAGIC: readonly {
  readonly hex: string;
  readonly open: (() => NodeJS.ReadWriteStream) | null;
  readonly called: string;
}[] = [
  { hex: '1f8b', open: createGunzip, called: 'gzip' },
  { hex: '28b52ffd', open: createZstdDecompress, called: 'zstd' },
  { hex: 'fd377a585a00', open: null, called: 'xz -dc' },
  { hex: '425a68', open: null, called: 'bzip2 -dc' },
];

/** A log as it is read: pieces of text that end with a line, bytes as characters. */
export interface LogSource {
  readonly name: string;
  readonly blocks: AsyncIterator<string>;
  /** Bytes read so far, compressed ones if they are; and how many there are, null: nobody knows. */
  readonly progress: () => number;
  close(): void;
}

/**
 * Opens a log: plain, or compressed by gzip, zstd or brotli (`.br`, which has no mark of its own).
 * @param file `-`: stdin
 */
export function openLog(file: string): LogSource {
  const raw: Readable = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: READ_BYTES });
  const read = { bytes: 0 };
  return {
    name: file === '-' ? 'stdin' : file,
    blocks: blocksOf(raw, file, read),
    progress: () => read.bytes,
    close: () => raw.destroy(),
  };
}

async function* blocksOf(raw: Readable, file: string, read: { bytes: number }): AsyncGenerator<string> {
  try {
    let rest = '';
    for await (const chunk of await plainBytes(raw, file, read)) {
      const text = rest + chunk.toString('latin1');
      const end = text.lastIndexOf('\n') + 1;
      if (end > 0) yield text.slice(0, end);
      rest = text.slice(end);
      if (rest.length > LONGEST_LINE) rest = rest.slice(0, LONGEST_LINE);
    }
    if (rest !== '') yield `${rest}\n`;
  } catch (error) {
    if (error instanceof InputErrors) throw error;
    const isCompressed = /^(?:Z_|ERR_|ZSTD)/.test((error as NodeJS.ErrnoException).code ?? '');
    throw problem(
      file,
      isCompressed
        ? `its compressed data cannot be read: ${(error as Error).message}`
        : `cannot be read: ${systemErrorText(error)}`,
    );
  }
}

/** What a log has when it is not compressed. */
async function plainBytes(raw: Readable, file: string, read: { bytes: number }): Promise<AsyncIterable<Buffer>> {
  const chunks = (raw as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) return Readable.from([]);
  const head = first.value.subarray(0, 6).toString('hex');
  const found = MAGIC.find(({ hex }) => head.startsWith(hex));
  if (found?.open === null) {
    const by = `${found.called} ${file} | headroom import -`;
    throw problem(file, `compressed by what is not read here; give it by a pipe: ${by}`);
  }
  const open = found?.open ?? (file.endsWith('.br') ? createBrotliDecompress : null);
  const all = counted(first.value, chunks, read);
  // How it ended is told by what reads it.
  return open === null ? all : (pipeline(Readable.from(all), open(), () => {}) as unknown as AsyncIterable<Buffer>);
}

async function* counted(first: Buffer, more: AsyncIterator<Buffer>, read: { bytes: number }): AsyncGenerator<Buffer> {
  for (
    let chunk: IteratorResult<Buffer> = { value: first, done: false };
    chunk.done !== true;
    chunk = await more.next()
  ) {
    read.bytes += chunk.value.length;
    yield chunk.value;
  }
}

function problem(file: string, message: string): InputErrors {
  return new InputErrors([{ file: file === '-' ? 'stdin' : file, line: null, column: null, path: '', message }]);
}
