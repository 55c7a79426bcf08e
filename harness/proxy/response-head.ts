import type { Reason } from '../transport/exchange.ts';
import {
  BAD_IN_VALUE,
  DIGITS,
  keepAliveTimeoutMs,
  STATUS_LINE,
  TOKEN,
  valueBetween,
} from '../transport/head-syntax.ts';
import { isReason } from './outcome-counts.ts';
import { REASON_HEADER } from './own-answer.ts';
import { VIA } from './request-head.ts';

/** The head of an instance's answer. */
export interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  /** As the caller gets them, names and values in turn: without those of the hop, with `Via`. */
  readonly headers: string[];
  /** Null if not announced. */
  readonly contentLength: number | null;
  readonly chunked: boolean;
  /** Whether the connection can carry another request. */
  readonly keepAlive: boolean;
  /** `Keep-Alive: timeout=…`, in ms; null if not given. */
  readonly keepAliveMs: number | null;
  readonly reason: Reason | null;
}

type Kind = 'pass' | 'drop' | 'connection' | 'keep-alive' | 'via' | 'length' | 'encoding' | 'reason' | 'malformed';

/** Hop-by-hop headers (RFC 9110 §7.6.1), and those that frame the body. */
const KINDS: Readonly<Record<string, Kind>> = {
  connection: 'connection',
  'keep-alive': 'keep-alive',
  'proxy-connection': 'drop',
  te: 'drop',
  trailer: 'drop',
  upgrade: 'drop',
  via: 'via',
  'content-length': 'length',
  'transfer-encoding': 'encoding',
  [REASON_HEADER]: 'reason',
};

/** Names as instances write them, so that a name is checked once and not per answer. */
const known = new Map<string, Kind>();
const MOST_KNOWN = 1000;

/**
 * Reads the head of an answer, strictly: what could be understood in two ways is not understood at all.
 *
 * @param text everything before the empty line, in latin1.
 * @returns null if it is malformed.
 */
export function parseResponseHead(text: string): ResponseHead | null {
  let end = text.indexOf('\r\n');
  const line = STATUS_LINE.exec(end < 0 ? text : text.slice(0, end));
  if (line === null) return null;
  const headers: string[] = [];
  let contentLength: number | null = null;
  let chunked = false;
  let connection: string | null = null;
  let keepAliveMs: number | null = null;
  let reason: string | undefined;
  let via = VIA;
  while (end >= 0) {
    const start = end + 2;
    end = text.indexOf('\r\n', start);
    const stop = end < 0 ? text.length : end;
    const colon = text.indexOf(':', start);
    if (colon < 0 || colon >= stop) return null;
    const name = text.slice(start, colon);
    const value = valueBetween(text, colon + 1, stop);
    if (BAD_IN_VALUE.test(value)) return null;
    switch (known.get(name) ?? kindOf(name)) {
      case 'pass':
        headers.push(name, value);
        break;
      case 'drop':
        break;
      case 'malformed':
        return null;
      case 'length':
        if (!DIGITS.test(value) || (contentLength !== null && contentLength !== Number(value))) return null;
        if (contentLength === null) headers.push(name, value);
        contentLength = Number(value);
        break;
      case 'encoding':
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
      case 'via':
        via = `${value}, ${via}`;
        break;
      case 'reason':
        reason = value;
        headers.push(name, value);
    }
  }
  if (chunked && contentLength !== null) return null;
  headers.push('via', via);
  let keepAlive = line[1] === '1';
  let passed = headers;
  if (connection !== null && connection !== 'keep-alive') {
    const named = new Set(connection.split(',').map(name => name.trim().toLowerCase()));
    keepAlive = keepAlive ? !named.has('close') : named.has('keep-alive');
    named.delete('content-length');
    passed = headers.filter((_, i) => !named.has((headers[i & ~1] as string).toLowerCase()));
  } else if (connection !== null) keepAlive = true;
  return {
    status: Number(line[2]),
    statusText: line[3] ?? '',
    headers: passed,
    contentLength,
    chunked,
    keepAlive,
    keepAliveMs,
    reason: isReason(reason) ? reason : null,
  };
}

function kindOf(name: string): Kind {
  const lower = name.toLowerCase();
  const kind = !TOKEN.test(name) ? 'malformed' : Object.hasOwn(KINDS, lower) ? (KINDS[lower] as Kind) : 'pass';
  if (known.size < MOST_KNOWN) known.set(name, kind);
  return kind;
}
