import {
  BAD_IN_VALUE,
  connectionOptions,
  DIGITS,
  type FieldName,
  fieldName,
  keepAliveTimeoutMs,
  namedByConnection,
  STATUS_LINE,
  valueBetween,
} from './head-syntax.ts';

/** The head of an answer. */
export interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  /** Of its fields, in order; of several equal lengths only the first. */
  readonly names: readonly FieldName[];
  /** What they say, in the same order. */
  readonly values: readonly string[];
  /** Lower-case names that `Connection` declares to be of the hop; null if it names none. */
  readonly named: ReadonlySet<string> | null;
  /** Null if not announced. */
  readonly contentLength: number | null;
  readonly chunked: boolean;
  /** Whether the connection can carry another request. */
  readonly keepAlive: boolean;
  /** How long the server keeps an idle connection, ms; null if it does not say. */
  readonly keepAliveMs: number | null;
}

/**
 * Reads the head of an answer, strictly: what could be understood in two ways is not understood at all.
 * @param text everything before the empty line, in latin1.
 * @returns null if it is malformed.
 */
export function readResponseHead(text: string): ResponseHead | null {
  let end = text.indexOf('\r\n');
  const line = STATUS_LINE.exec(end < 0 ? text : text.slice(0, end));
  if (line === null) return null;
  const names: FieldName[] = [];
  const values: string[] = [];
  let contentLength: number | null = null;
  let chunked = false;
  let connection: string | null = null;
  let keepAliveMs: number | null = null;
  while (end >= 0) {
    const start = end + 2;
    end = text.indexOf('\r\n', start);
    const stop = end < 0 ? text.length : end;
    const colon = text.indexOf(':', start);
    if (colon < 0 || colon >= stop) return null;
    const name = fieldName(text.slice(start, colon));
    const value = valueBetween(text, colon + 1, stop);
    if (name === null || BAD_IN_VALUE.test(value)) return null;
    switch (name.role) {
      case 'length':
        if (!DIGITS.test(value)) return null;
        if (contentLength !== null) {
          if (contentLength !== Number(value)) return null;
          continue;
        }
        contentLength = Number(value);
        break;
      case 'coding':
        // Nobody asked for another coding than chunked, and chunked twice is none.
        if (chunked || value.toLowerCase() !== 'chunked') return null;
        chunked = true;
        break;
      case 'connection':
        connection = connection === null ? value : `${connection},${value}`;
        break;
      case 'keep-alive':
        keepAliveMs = keepAliveTimeoutMs(value);
        break;
      case 'end-to-end':
      case 'hop':
    }
    names.push(name);
    values.push(value);
  }
  if (chunked && contentLength !== null) return null;
  let keepAlive = line[1] === '1';
  let named: Set<string> | null = null;
  if (connection === 'keep-alive') keepAlive = true;
  else if (connection !== null) {
    const options = connectionOptions(connection);
    keepAlive = keepAlive ? !options.has('close') : options.has('keep-alive');
    named = namedByConnection(options);
  }
  const statusText = line[3] ?? '';
  return { status: Number(line[2]), statusText, names, values, named, contentLength, chunked, keepAlive, keepAliveMs };
}
