import type { Headers } from './exchange.ts';
import { BAD_IN_VALUE, DIGITS, keepAliveTimeoutMs, STATUS_LINE, TOKEN, valueBetween } from './head-syntax.ts';
import type { ResponseFraming } from './response-parser.ts';

/** The head of an answer. */
export interface ReplyHead extends ResponseFraming {
  /** By lower-case name. What comes several times is joined by `, `; several `set-cookie` are a list. */
  readonly headers: Headers;
  /** How long the server keeps an idle connection, ms; null if it does not say. */
  readonly keepAliveMs: number | null;
}

/** Names as servers write them, in lower case: each is checked once and not per answer. Null: not a name. */
const names = new Map<string, string | null>();
const MOST_NAMES = 1000;

/**
 * Reads the head of an answer, strictly: what could be understood in two ways is not understood at all.
 * @param text everything before the empty line, in latin1.
 * @returns null if it is malformed.
 */
export function parseReplyHead(text: string): ReplyHead | null {
  let end = text.indexOf('\r\n');
  const line = STATUS_LINE.exec(end < 0 ? text : text.slice(0, end));
  if (line === null) return null;
  const headers: Record<string, string | string[]> = {};
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
    const written = text.slice(start, colon);
    let name = names.get(written);
    if (name === undefined) name = readName(written);
    const value = valueBetween(text, colon + 1, stop);
    if (name === null || BAD_IN_VALUE.test(value)) return null;
    switch (name) {
      case 'content-length':
        if (!DIGITS.test(value) || (contentLength !== null && contentLength !== Number(value))) return null;
        contentLength = Number(value);
        break;
      case 'transfer-encoding':
        // Nobody asked for another coding than chunked, and chunked twice is none.
        if (chunked || value.toLowerCase() !== 'chunked') return null;
        chunked = true;
        break;
      case 'connection':
        connection = (connection === null ? value : `${connection},${value}`).toLowerCase();
        break;
      case 'keep-alive':
        keepAliveMs = keepAliveTimeoutMs(value);
    }
    const before = headers[name];
    if (before === undefined) headers[name] = value;
    else if (name !== 'content-length') headers[name] = both(name, before, value);
  }
  if (chunked && contentLength !== null) return null;
  let keepAlive = line[1] === '1';
  if (connection !== null && connection !== 'keep-alive') {
    const options = connection.split(',').map(option => option.trim());
    keepAlive = keepAlive ? !options.includes('close') : options.includes('keep-alive');
  } else if (connection !== null) keepAlive = true;
  return { status: Number(line[2]), headers: headers as Headers, contentLength, chunked, keepAlive, keepAliveMs };
}

function both(name: string, before: string | string[], value: string): string | string[] {
  // A comma may be part of a cookie's date.
  return name === 'set-cookie' ? [before, value].flat() : `${before}, ${value}`;
}

function readName(written: string): string | null {
  const name = TOKEN.test(written) ? written.toLowerCase() : null;
  if (names.size < MOST_NAMES) names.set(written, name);
  return name;
}
