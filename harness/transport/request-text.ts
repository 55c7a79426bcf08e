import { BAD_IN_VALUE, TOKEN } from '../http1/head-syntax.ts';
import type { Exchange } from './exchange.ts';

/** Ours to say: they frame the message. */
const FRAMING: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding']);
/** Methods that servers expect a body of: without one they are told that it is empty. */
const WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/** What a header's name comes to, found once per name: whether it is passed on, and whether it is `host`. */
type Kind = 'pass' | 'host' | 'drop' | 'malformed';
const kinds = new Map<string, Kind>();
const MOST_KINDS = 1000;

const ASCII = /^[\0-\x7f]*$/;

/**
 * The head of a request in latin1, up to and with its empty line.
 * @param host what `Host` says, unless the request itself does.
 * @returns null if a header or the method cannot be sent.
 */
export function requestHead(exchange: Exchange, host: string): string | null {
  const { method, headers, body } = exchange;
  let fields = '';
  let named = host;
  for (const name in headers) {
    const value = headers[name] as string;
    switch (kinds.get(name) ?? kindOf(name)) {
      case 'malformed':
        return null;
      case 'drop':
        continue;
      case 'host':
        named = value;
        continue;
      case 'pass':
    }
    if (BAD_IN_VALUE.test(value)) return null;
    fields += `${name}: ${ASCII.test(value) ? value : bytesOf(value)}\r\n`;
  }
  if (body !== null)
    fields += `content-length: ${typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength}\r\n`;
  else if (WITH_BODY.has(method)) fields += 'content-length: 0\r\n';
  if (!TOKEN.test(method) || BAD_IN_VALUE.test(named)) return null;
  return `${method} ${exchange.path} HTTP/1.1\r\nhost: ${named}\r\n${fields}\r\n`;
}

/** A body that goes out in the same piece as a head in latin1. */
export function isPlain(body: string): boolean {
  return ASCII.test(body);
}

function kindOf(name: string): Kind {
  const lower = name.toLowerCase();
  const kind = !TOKEN.test(name) ? 'malformed' : FRAMING.has(lower) ? 'drop' : lower === 'host' ? 'host' : 'pass';
  if (kinds.size < MOST_KINDS) kinds.set(name, kind);
  return kind;
}

/** Text beyond ASCII goes out in UTF-8, as Go sends it. */
function bytesOf(value: string): string {
  return Buffer.from(value).toString('latin1');
}
