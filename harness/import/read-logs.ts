import { InputErrors, type Problem } from '../../mock-service/settings/input-errors.ts';
import { detectFormat, formatNamed } from './formats/formats.ts';
import { type AccessLine, emptyLine, type FormatName, type LineReader, UserFieldError } from './formats/log-format.ts';
import { type LogSource, openLog } from './log-source.ts';

/** Lines that a format is known by. */
const FIRST_LINES = 200;
/** Unread lines that are named. */
const MOST_NAMED = 5;
/** Where more of the lines cannot be read, the format is another one. */
const MOST_UNPARSED = 0.5;
/** Looked at by who counts lines: how often somebody is told. */
const TICK_EVERY_MS = 500;

/** What one log was. */
export interface ReadLog {
  readonly name: string;
  readonly format: string;
  readonly lines: number;
  readonly unparsed: number;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
}

export interface ReadLogsOptions {
  /** Null: by its looks, each. */
  readonly format: FormatName | null;
  /** What `--user` names beyond the usual; null: nothing. */
  readonly userField: string | null;
  /** Told now and then. */
  readonly tick: (text: string) => void;
  /** Told what must be known of them. */
  readonly say: (text: string) => void;
  /** Stops it at once, also while a pipe has nothing more to read: what was aborted with is thrown. */
  readonly signal: AbortSignal;
}

/** A log that has been begun: its format is known, and when it begins. */
interface Begun {
  readonly source: LogSource;
  readonly first: string;
  readonly reader: LineReader;
  readonly called: string;
  readonly firstMs: number;
}

/**
 * Reads logs in the order of their first times, whatever the order in which they are named: rotated ones stand the other way round.
 * @param take given each line that is of a request, the same object each time
 * @throws InputErrors for logs that cannot be read, with all of those at once, or of which most lines cannot
 */
export async function readLogs(
  files: readonly string[],
  options: ReadLogsOptions,
  take: (line: AccessLine) => void,
): Promise<ReadLog[]> {
  const begun: Begun[] = [];
  const problems: Problem[] = [];
  const sources = files.map(openLog);
  try {
    for (const source of sources) {
      try {
        begun.push(await begin(source, options));
      } catch (error) {
        if (!(error instanceof InputErrors)) throw error;
        problems.push(...error.problems);
      }
    }
    if (problems.length > 0) throw new InputErrors(problems);
    const read: ReadLog[] = [];
    for (const log of begun.toSorted((a, b) => a.firstMs - b.firstMs)) read.push(await readOne(log, options, take));
    return read;
  } finally {
    for (const source of sources) source.close();
  }
}

async function begin(source: LogSource, { format, userField, say, signal }: ReadLogsOptions): Promise<Begun> {
  const { name } = source;
  const next = await nextBlock(source, signal);
  const first = next.done === true ? '' : next.value;
  const lines = first.split('\n', FIRST_LINES).filter(line => line.trim() !== '' && !line.startsWith('#'));
  if (lines.length === 0) throw problem(name, null, 'it is empty');
  const found = format === null ? detectFormat(lines) : formatNamed(format);
  if (found === null) {
    throw problem(
      name,
      1,
      'its first lines are of no format that is known here: combined (nginx, Apache), json, alb, envoy or haproxy; --format NAME says why each is refused',
    );
  }
  let reader: LineReader;
  try {
    reader = found.reader(userField, lines);
  } catch (error) {
    if (error instanceof UserFieldError) throw problem(name, null, `--user ${userField}: ${error.message}`);
    throw error;
  }
  const into = emptyLine();
  const firstRead = lines.find(line => reader.read(line, into) === null);
  if (firstRead === undefined) {
    const why = reader.read(lines[0] as string, into);
    throw problem(name, 1, `not one of its first lines is of the format ${found.called}: ${why}`);
  }
  say(
    `${name}: ${found.called}${format === null ? ', by its first lines' : ''}${reader
      .notes()
      .map(note => `; ${note}`)
      .join('')}`,
  );
  return { source, first, reader, called: found.name, firstMs: into.atMs };
}

async function readOne(
  { source, first, reader, called }: Begun,
  { tick, say, signal }: ReadLogsOptions,
  take: (line: AccessLine) => void,
): Promise<ReadLog> {
  const into = emptyLine();
  const named: Problem[] = [];
  let [lines, unparsed, firstMs, lastMs] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let saidAt = performance.now();
  for (let block = first; ; ) {
    for (let at = 0; at < block.length; ) {
      const newline = block.indexOf('\n', at);
      const end = newline < 0 ? block.length : newline;
      // Also lines that another system ended.
      const line = block.slice(at, block.charCodeAt(end - 1) === 13 ? end - 1 : end);
      at = end + 1;
      lines++;
      if (line === '' || line.charCodeAt(0) === 35) continue;
      const why = reader.read(line, into);
      if (why === null) {
        take(into);
        if (into.atMs < firstMs) firstMs = into.atMs;
        if (into.atMs > lastMs) lastMs = into.atMs;
        continue;
      }
      unparsed++;
      // What stands in it may be anybody's: it is not repeated.
      if (named.length < MOST_NAMED)
        named.push({ file: source.name, line: lines, column: null, path: '', message: `cannot be read: ${why}` });
    }
    if (performance.now() - saidAt > TICK_EVERY_MS) {
      saidAt = performance.now();
      tick(`${source.name}: ${lines.toLocaleString('en')} lines, ${Math.round(source.progress() / 2 ** 20)} MiB`);
    }
    const next = await nextBlock(source, signal);
    if (next.done === true) break;
    block = next.value;
  }
  if (unparsed > MOST_UNPARSED * lines) {
    const rest = unparsed - named.length;
    throw new InputErrors([
      ...named,
      ...problem(
        source.name,
        null,
        `${unparsed} of its ${lines} lines are not of the format ${called}${rest > 0 ? `; the first stand above` : ''}`,
      ).problems,
    ]);
  }
  for (const { line, message } of named) say(`${source.name}:${line} ${message}`);
  if (unparsed > named.length) say(`${source.name}: ${unparsed - named.length} more lines cannot be read`);
  const isNone = lines === unparsed;
  return {
    name: source.name,
    format: called,
    lines,
    unparsed,
    firstMs: isNone ? null : firstMs,
    lastMs: isNone ? null : lastMs,
  };
}

/** A pipe that says nothing more cannot be closed by who reads it: it is left as it is. @throws what the signal was aborted with */
function nextBlock({ blocks }: LogSource, signal: AbortSignal): Promise<IteratorResult<string>> {
  signal.throwIfAborted();
  return new Promise((done, failed) => {
    const stop = (): void => failed(signal.reason);
    signal.addEventListener('abort', stop);
    blocks
      .next()
      .then(done, failed)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}

function problem(file: string, line: number | null, message: string): InputErrors {
  return new InputErrors([{ file, line, column: null, path: '', message }]);
}
