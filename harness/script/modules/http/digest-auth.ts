import { md5 } from '@noble/hashes/legacy.js';
import { sha256, sha512_256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** RFC 7616's algorithms. */
const ALGORITHMS = new Map(Object.entries({ MD5: md5, 'SHA-256': sha256, 'SHA-512-256': sha512_256 }));

/** A request that is to be let in. */
export interface DigestRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** `user:password`. */
  readonly userInfo: string;
  /** The client's own nonce. */
  readonly cnonce: string;
}

/**
 * What answers a `WWW-Authenticate: Digest …` (RFC 7616 §3.4), with `qop=auth` or none.
 * @returns the `Authorization` header; null for a challenge of another kind
 */
export function digestAnswer(challenge: string, { method, path, userInfo, cnonce }: DigestRequest): string | null {
  const given = challengeOf(challenge);
  if (given === null) return null;
  const { realm = '', nonce = '', opaque, algorithm = 'MD5' } = given;
  const isSession = algorithm.toUpperCase().endsWith('-SESS');
  const digest = ALGORITHMS.get(algorithm.toUpperCase().replace(/-SESS$/, ''));
  if (digest === undefined) return null;
  const qop = given.qop
    ?.split(',')
    .map(each => each.trim())
    .includes('auth')
    ? 'auth'
    : null;
  if (given.qop !== undefined && qop === null) return null;
  const hash = (text: string): string => bytesToHex(digest(utf8ToBytes(text)));
  const colon = userInfo.indexOf(':');
  const user = colon < 0 ? userInfo : userInfo.slice(0, colon);
  const secret = hash(`${user}:${realm}:${colon < 0 ? '' : userInfo.slice(colon + 1)}`);
  const a1 = isSession ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const a2 = hash(`${method}:${path}`);
  const response = hash(qop === null ? `${a1}:${nonce}:${a2}` : `${a1}:${nonce}:00000001:${cnonce}:${qop}:${a2}`);
  const quoted = { username: user, realm, nonce, uri: path, response, ...(opaque === undefined ? {} : { opaque }) };
  const parts = Object.entries(quoted).map(([key, value]) => `${key}="${value.replace(/["\\]/g, '\\$&')}"`);
  if (given.algorithm !== undefined) parts.push(`algorithm=${given.algorithm}`);
  if (qop !== null) parts.push(`qop=${qop}`, 'nc=00000001', `cnonce="${cnonce}"`);
  return `Digest ${parts.join(', ')}`;
}

function challengeOf(header: string): Readonly<Record<string, string | undefined>> | null {
  const start = /(?:^|,)\s*Digest\s+/i.exec(header);
  if (start === null) return null;
  const given: Record<string, string> = {};
  for (const [, key, quoted, token] of header
    .slice(start.index + start[0].length)
    .matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g))
    given[(key as string).toLowerCase()] ??= quoted === undefined ? (token as string) : quoted.replace(/\\(.)/g, '$1');
  return given;
}
