import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** A request as `Bin` sees it. */
export interface BinRequest {
  readonly method: string;
  /** `http://bin.test`. */
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
}

export interface BinReply {
  readonly status: number;
  /** `set-cookie` may be several lines, separated by line ends. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** From the request's arrival. */
  readonly afterMs: number;
}

/** The connection is reset, or nothing is ever answered. */
export type BinEnding = BinReply | 'reset' | 'silence';

interface Book {
  readonly id: number;
  readonly title: string;
  readonly author: string;
}

/** What is at a path: the parts of the pattern in parentheses are `parts`. */
type Page = (request: BinRequest, url: URL, ...parts: string[]) => BinEnding;

/**
 * A test service in the manner of httpbin.org, for scripts as k6's documentation has them: it answers with what it was sent, or as its path
 * says. Beside that a small bookshop: users register, get a token, and create, read, update and delete books.
 */
export class Bin {
  #pages: readonly (readonly [RegExp, Page])[];
  #books = new Map<number, Book>();
  #users = new Map<string, string>();
  #hits = new Map<string, number>();

  constructor() {
    for (const id of [1, 2, 3]) this.#books.set(id, { id, title: `Book ${id}`, author: 'Anonymous' });
    this.#pages = [
      [/^\/(?:get|post|put|patch|delete|headers|user-agent|anything.*)$/, echo],
      [/^\/$/, () => reply(200, '<html><head><title>Welcome</title></head></html>', { 'content-type': 'text/html' })],
      [/^\/status\/(\d+)$/, (_, __, status) => reply(Number(status), '')],
      [
        /^\/delay\/([\d.]+)$/,
        (request, url, s) => ({ ...(echo(request, url) as BinReply), afterMs: Number(s) * 1000 }),
      ],
      [/^\/bytes\/(\d+)$/, (_, __, n) => reply(200, new Uint8Array(Number(n)).fill(7), BYTES)],
      [
        /^\/gzip$/,
        (r, url) => reply(200, gzipSync((echo(r, url) as BinReply).body), { ...JSON_TYPE, 'content-encoding': 'gzip' }),
      ],
      [/^\/json$/, () => json(200, SLIDESHOW)],
      [/^\/text$/, () => reply(200, 'plain text', { 'content-type': 'text/plain' })],
      [/^\/headers\/(.+)$/, (_, __, name) => reply(200, '', { [name as string]: 'set', 'x-request-id': '42' })],
      [/^\/redirect\/(\d+)$/, (_, __, n) => redirect(302, Number(n) > 1 ? `/redirect/${Number(n) - 1}` : '/get')],
      [/^\/redirect-to$/, (_, { searchParams: p }) => redirect(Number(p.get('status') ?? 302), p.get('url') ?? '/get')],
      [/^\/cookies$/, request => json(200, { cookies: cookiesOf(request) })],
      [/^\/cookies\/set$/, (_, url) => setCookies(url)],
      [/^\/basic-auth\/([^/]+)\/([^/]+)$/, basicAuth],
      [/^\/digest-auth\/([^/]+)\/([^/]+)$/, digestAuth],
      [/^\/form$/, () => reply(200, FORM, { 'content-type': 'text/html' })],
      [/^\/bearer$/, bearer],
      [/^\/reset$/, () => 'reset'],
      [/^\/silence$/, () => 'silence'],
      [/^\/flaky\/(\d+)$/, (_, url, n) => this.#flaky(url.pathname, Number(n))],
      [/^\/users$/, request => this.#register(request)],
      [/^\/token$/, request => this.#token(request)],
      [/^\/books$/, request => this.#bookshop(request)],
      [/^\/books\/(\d+)$/, (request, _, id) => this.#book(request, Number(id))],
    ];
  }

  answer(request: BinRequest): BinEnding {
    const url = new URL(request.path, request.origin);
    for (const [pattern, page] of this.#pages) {
      const match = pattern.exec(url.pathname);
      if (match !== null) return page(request, url, ...match.slice(1));
    }
    return json(404, { error: 'not found' });
  }

  /** Fails every n-th time. */
  #flaky(path: string, n: number): BinEnding {
    const hits = (this.#hits.get(path) ?? 0) + 1;
    this.#hits.set(path, hits);
    return reply(hits % n === 0 ? 500 : 200, '');
  }

  #register(request: BinRequest): BinEnding {
    const { username, password } = fieldsOf(request);
    if (!username || !password) return json(400, { error: 'username and password are needed' });
    this.#users.set(username, password);
    return json(201, { username });
  }

  #token(request: BinRequest): BinEnding {
    const { username, password } = fieldsOf(request);
    if (!username || this.#users.get(username) !== password) return json(401, { error: 'wrong username or password' });
    return json(200, { token: `token-of-${username}` });
  }

  #bookshop(request: BinRequest): BinEnding {
    if (request.method === 'GET') return json(200, [...this.#books.values()]);
    if (!request.headers.authorization?.startsWith('Bearer token-of-')) return json(401, { error: 'who are you?' });
    const { title, author } = fieldsOf(request);
    if (!title) return json(400, { error: 'a book needs a title' });
    const book = { id: Math.max(...this.#books.keys()) + 1, title, author: author ?? 'Anonymous' };
    this.#books.set(book.id, book);
    return json(201, book);
  }

  #book(request: BinRequest, id: number): BinEnding {
    const book = this.#books.get(id);
    if (book === undefined) return json(404, { error: 'no such book' });
    switch (request.method) {
      case 'GET':
        return json(200, book);
      case 'DELETE':
        this.#books.delete(id);
        return reply(204, '');
      case 'PUT':
      case 'PATCH': {
        const changed = { ...book, ...fieldsOf(request), id };
        this.#books.set(id, changed);
        return json(200, changed);
      }
    }
    return json(405, { error: `${request.method} is not for books` });
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };
const BYTES = { 'content-type': 'application/octet-stream' };
const SLIDESHOW = {
  slideshow: {
    title: 'Sample Slide Show',
    author: 'Yours Truly',
    slides: [
      { title: 'Wake up', type: 'all' },
      { title: 'Overview', type: 'all', items: ['Why', 'Who'] },
    ],
  },
};

function reply(status: number, body: string | Uint8Array, headers: Record<string, string> = {}): BinReply {
  return { status, headers, body, afterMs: 0 };
}

function json(status: number, value: unknown): BinReply {
  return reply(status, JSON.stringify(value), JSON_TYPE);
}

function redirect(status: number, location: string): BinReply {
  return reply(status, '', { location });
}

/** What was sent, as JSON. */
function echo(request: BinRequest, url: URL): BinEnding {
  const text = textOf(request.body);
  const type = request.headers['content-type'] ?? '';
  return json(200, {
    method: request.method,
    url: url.href,
    args: Object.fromEntries(url.searchParams),
    headers: canonical(request.headers),
    data: text,
    form: type === 'application/x-www-form-urlencoded' ? Object.fromEntries(new URLSearchParams(text)) : {},
    json: type.startsWith('application/json') ? JSON.parse(text || 'null') : null,
  });
}

function setCookies({ searchParams }: URL): BinEnding {
  const lines = [...searchParams].map(([name, value]) => `${name}=${value}; Path=/`);
  return reply(302, '', { location: '/cookies', 'set-cookie': lines.join('\n') });
}

function basicAuth({ headers }: BinRequest, _: URL, user?: string, password?: string): BinEnding {
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  if (headers.authorization !== expected) return reply(401, '', { 'www-authenticate': 'Basic realm="bin"' });
  return json(200, { authenticated: true, user });
}

const FORM = `<html><body><a class="next" href="/get?page=2">Next</a>
<form id="login" method="post" action="/post"><input type="hidden" name="csrf" value="t0k3n"><input name="user" value="">
<input type="submit" name="go" value="Log in"></form>
<ul><li class="odd">one</li><li>two</li><li class="odd">three</li></ul></body></html>`;

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

function digestAuth({ headers, method, path }: BinRequest, _: URL, user?: string, password?: string): BinEnding {
  const given = Object.fromEntries(
    [...(headers.authorization ?? '').matchAll(/(\w+)="?([^",]+)"?/g)].map(([, key, value]) => [key, value]),
  );
  const secret = md5(`${user}:bin:${password}`);
  const asked = md5(`${method}:${path}`);
  const wanted = md5(`${secret}:n0nce:${given.nc}:${given.cnonce}:auth:${asked}`);
  if (given.response !== wanted)
    return reply(401, '', { 'www-authenticate': 'Digest realm="bin", nonce="n0nce", qop="auth"' });
  return json(200, { authenticated: true, user });
}

function bearer({ headers }: BinRequest): BinEnding {
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  return token === undefined ? reply(401, '') : json(200, { authenticated: true, token });
}

function cookiesOf({ headers }: BinRequest): Record<string, string> {
  const pairs = (headers.cookie ?? '').split('; ').filter(pair => pair !== '');
  return Object.fromEntries(pairs.map(pair => pair.split('=') as [string, string]));
}

/** A form's fields or a JSON object's. */
function fieldsOf({ headers, body }: BinRequest): Record<string, string> {
  const text = textOf(body);
  if (headers['content-type']?.startsWith('application/json')) return JSON.parse(text) as Record<string, string>;
  return Object.fromEntries(new URLSearchParams(text));
}

function textOf(body: BinRequest['body']): string {
  return body === null ? '' : typeof body === 'string' ? body : Buffer.from(body).toString('latin1');
}

function canonical(headers: Readonly<Record<string, string>>): Record<string, string> {
  const capital = (name: string) => name.replace(/(^|-)[a-z]/g, letter => letter.toUpperCase());
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [capital(name), value]));
}
