import { connectionOptions, HOP_BY_HOP, namedByConnection } from '../http1/head-syntax.ts';
import { originForm } from './request-target.ts';

/** How the proxy calls itself in `Via`, in requests and answers. */
export const VIA = '1.1 headroom';

/** What a header of a request means to the proxy. */
type Kind =
  | 'pass'
  | 'drop'
  | 'connection'
  | 'host'
  | 'forwarded-for'
  | 'via'
  | 'authorization'
  | 'x-user'
  | 'length'
  | 'coding';

/**
 * Dropped are the hop-by-hop headers (RFC 9110 §7.6.1), `Expect`, which Node has answered already, and what the proxy says itself:
 * a client's claims about protocol and host are not believed.
 */
const KINDS: Readonly<Record<string, Kind>> = {
  ...Object.fromEntries(HOP_BY_HOP.map(name => [name, 'drop'])),
  connection: 'connection',
  'keep-alive': 'drop',
  'proxy-authorization': 'drop',
  expect: 'drop',
  'x-forwarded-proto': 'drop',
  'x-forwarded-host': 'drop',
  'transfer-encoding': 'coding',
  'content-length': 'length',
  host: 'host',
  'x-forwarded-for': 'forwarded-for',
  via: 'via',
  authorization: 'authorization',
  'x-user': 'x-user',
};

/** Names as clients write them, so that a name is looked at once and not per request. Bounded, since clients choose the names. */
const known = new Map<string, Kind>();
const MOST_KNOWN = 1000;

/** What the proxy itself needs to know of a request. */
export class RequestHeadFacts {
  /** Who is asking (model §4), as far as headers tell; by lower-case name. */
  readonly credentials: Record<'authorization' | 'x-user', string | undefined> = {
    authorization: undefined,
    'x-user': undefined,
  };
  /** Path and query. */
  path = '';
  /** The body's size; Infinity if it is not announced. */
  bodyBytes = 0;
  /** The status of a request that is not passed on. */
  refusal: 400 | 501 = 400;
}

/**
 * The head of a request as an instance gets it: without the headers of the hop, with `X-Forwarded-For`, `-Proto`, `-Host` and `Via`.
 *
 * @param target as it stood in the first line.
 * @param raw names and values in turn, as Node's parser, which has checked them, gives them.
 * @param facts filled in.
 * @returns null if instances could understand the request in another way than the proxy.
 */
export function requestHead(
  method: string,
  target: string,
  raw: readonly string[],
  clientAddress: string,
  protocol: 'http' | 'https',
  facts: RequestHeadFacts,
): string | null {
  return head(method, target, raw, clientAddress, protocol, facts, null);
}

/** @param named lower-case names that a `Connection` header declares to be of the hop. */
function head(
  method: string,
  target: string,
  raw: readonly string[],
  clientAddress: string,
  protocol: 'http' | 'https',
  facts: RequestHeadFacts,
  named: ReadonlySet<string> | null,
): string | null {
  const { credentials } = facts;
  credentials.authorization = undefined;
  credentials['x-user'] = undefined;
  facts.bodyBytes = 0;
  facts.refusal = 400;
  let fields = '';
  let host: string | null = null;
  let forwardedFor = '';
  let via = '';
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string;
    const value = raw[i + 1] as string;
    const kind = known.get(name) ?? kindOf(name);
    if (named?.has(name.toLowerCase())) continue;
    switch (kind) {
      case 'pass':
        fields += `${name}: ${value}\r\n`;
        break;
      case 'drop':
        break;
      case 'connection':
        if (named === null && !isCommon(value)) {
          return head(method, target, raw, clientAddress, protocol, facts, namesIn(raw));
        }
        break;
      case 'host':
        if (host === null) {
          host = value;
          fields += `host: ${value}\r\nx-forwarded-host: ${value}\r\n`;
        } else if (host.toLowerCase() !== value.toLowerCase()) return null;
        break;
      case 'forwarded-for':
        forwardedFor += `${value}, `;
        break;
      case 'via':
        via += `${value}, `;
        break;
      case 'length':
        facts.bodyBytes = Number(value);
        fields += `content-length: ${value}\r\n`;
        break;
      case 'coding':
        if (value.toLowerCase() !== 'chunked') {
          // Only the frame is taken off here: another coding would be lost.
          facts.refusal = 501;
          return null;
        }
        if (facts.bodyBytes > 0) return null;
        facts.bodyBytes = Number.POSITIVE_INFINITY;
        fields += 'transfer-encoding: chunked\r\n';
        break;
      default:
        credentials[kind] = value;
        fields += `${name}: ${value}\r\n`;
    }
  }
  const path = originForm(target, host);
  if (path === null) return null;
  facts.path = path;
  if (host === null) fields += 'host: \r\n';
  return `${method} ${path} HTTP/1.1\r\n${fields}x-forwarded-for: ${forwardedFor}${clientAddress}\r\nx-forwarded-proto: ${protocol}\r\nvia: ${via}${VIA}\r\n\r\n`;
}

function kindOf(name: string): Kind {
  const lower = name.toLowerCase();
  const kind = Object.hasOwn(KINDS, lower) ? (KINDS[lower] as Kind) : 'pass';
  if (known.size < MOST_KNOWN) known.set(name, kind);
  return kind;
}

function isCommon(connection: string): boolean {
  return connection === 'keep-alive' || connection === 'close' || connection === 'Keep-Alive' || connection === 'Close';
}

/** The header names in all `Connection` headers that are of the hop because they are there. */
function namesIn(raw: readonly string[]): Set<string> {
  const values = raw.filter((_, i) => i % 2 === 1 && (raw[i - 1] as string).toLowerCase() === 'connection');
  return namedByConnection(connectionOptions(values.join(',')));
}
