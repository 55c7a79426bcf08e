import { parseSetCookies, type SetCookie } from './set-cookie.ts';

interface Kept {
  name: string;
  value: string;
  domain: string;
  hostOnly: boolean;
  path: string;
  secure: boolean;
  /** Unix time in ms; Infinity for the session. */
  expiresAt: number;
}

/** What `jar.set` takes as options. */
export interface CookieOptions {
  domain?: string;
  path?: string;
  expires?: string;
  max_age?: number;
  secure?: boolean;
  http_only?: boolean;
}

/** A cookie jar: RFC 6265's storage and matching, without a public suffix list. */
export class CookieJar {
  #kept: Kept[] = [];
  #epochNow: () => number;

  /** @param epochNow the present as Unix time in ms. */
  constructor(epochNow: () => number) {
    this.#epochNow = epochNow;
  }

  get empty(): boolean {
    return this.#kept.length === 0;
  }

  /** Forgets all. */
  reset(): void {
    if (this.#kept.length > 0) this.#kept = [];
  }

  /** Takes over what an answer from `url` sets. */
  store(url: string, header: string): void {
    for (const cookie of parseSetCookies(header)) this.#keep(new URL(url), cookie);
  }

  /** What `url` gets, those with the longest path first. */
  matching(url: string): { name: string; value: string }[] {
    if (this.#kept.length === 0) return [];
    const target = new URL(url);
    const now = this.#epochNow();
    this.#kept = this.#kept.filter(cookie => cookie.expiresAt > now);
    return this.#kept.filter(cookie => goesTo(cookie, target)).sort((a, b) => b.path.length - a.path.length);
  }

  // The names that scripts see are k6's.

  cookiesForURL(url: unknown): Record<string, string[]> {
    const found: Record<string, string[]> = {};
    for (const { name, value } of this.matching(String(url))) {
      if (found[name] === undefined) found[name] = [];
      found[name].push(value);
    }
    return found;
  }

  set(url: unknown, name: unknown, value: unknown, options?: CookieOptions | null): boolean {
    const given = options ?? {};
    const maxAge = given.max_age ?? 0;
    const expires = given.expires === undefined ? null : Date.parse(given.expires);
    if (expires !== null && Number.isNaN(expires))
      throw new TypeError(`the cookie's 'expires' is not a date (got '${given.expires}')`);
    this.#keep(new URL(String(url)), {
      name: String(name),
      value: String(value),
      domain: (given.domain ?? '').replace(/^\./, '').toLowerCase(),
      path: given.path ?? '/',
      httpOnly: given.http_only ?? false,
      secure: given.secure ?? false,
      maxAge,
      expires,
    });
    return true;
  }

  clear(url: unknown): void {
    const target = new URL(String(url));
    this.#kept = this.#kept.filter(cookie => !goesTo(cookie, target));
  }

  delete(url: unknown, name: unknown): void {
    const target = new URL(String(url));
    this.#kept = this.#kept.filter(cookie => cookie.name !== String(name) || !goesTo(cookie, target));
  }

  #keep(from: URL, cookie: SetCookie): void {
    const { domain } = cookie;
    if (domain !== '' && !isWithin(from.hostname, domain)) return;
    const kept: Kept = {
      name: cookie.name,
      value: cookie.value,
      domain: domain === '' ? from.hostname : domain,
      hostOnly: domain === '',
      path: cookie.path === '' ? directoryOf(from.pathname) : cookie.path,
      secure: cookie.secure,
      expiresAt: expiryOf(cookie, this.#epochNow()),
    };
    this.#kept = this.#kept.filter(
      other => other.name !== kept.name || other.domain !== kept.domain || other.path !== kept.path,
    );
    if (kept.expiresAt > this.#epochNow()) this.#kept.push(kept);
  }
}

function expiryOf(cookie: SetCookie, now: number): number {
  if (cookie.maxAge !== 0) return cookie.maxAge < 0 ? Number.NEGATIVE_INFINITY : now + cookie.maxAge * 1000;
  return cookie.expires ?? Number.POSITIVE_INFINITY;
}

function goesTo(cookie: Kept, url: URL): boolean {
  if (cookie.hostOnly ? url.hostname !== cookie.domain : !isWithin(url.hostname, cookie.domain)) return false;
  if (cookie.secure && url.protocol !== 'https:') return false;
  const { path } = cookie;
  return (
    url.pathname === path ||
    (url.pathname.startsWith(path) && (path.endsWith('/') || url.pathname[path.length] === '/'))
  );
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

function directoryOf(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut <= 0 ? '/' : path.slice(0, cut);
}
