/** A URL as a request needs it. */
export interface Target {
  /** `http://host:port`. */
  origin: string;
  /** Path and query. */
  path: string;
  /** The whole, without fragment and user. */
  url: string;
  /** `user:password` that the URL holds, decoded; null for none. */
  userInfo: string | null;
}

/** What `http.url` makes: a URL whose tag `name` is its template. */
export class HttpUrl {
  readonly url: string;
  readonly name: string;

  constructor(url: string, name: string) {
    this.url = url;
    this.name = name;
  }

  toString(): string {
    return this.url;
  }
}
const PLACE = '${}';

/** The tag for http.url`…`: values go into the URL, `${}` into the name. */
export function urlTemplate(strings: readonly string[], ...values: unknown[]): HttpUrl {
  let url = strings[0] ?? '';
  for (let i = 0; i < values.length; i++) url += String(values[i]) + (strings[i + 1] ?? '');
  return new HttpUrl(url, strings.join(PLACE));
}

/** What URL parsing may change in a path: a fragment, characters to escape. Besides these, only dot segments (`/.`). */
const UNUSUAL = /[^\w\-.~!$&()*+,;=:@%?|/]/;
const ORIGINS_KEPT = 8;
const URLS_KEPT = 4;

/**
 * Splits URLs. Scripts send to few origins, so an origin is parsed once and recognised by its text from then on; only unusual paths
 * meet the full parser (1 µs). Many send to few URLs as well: the last ones are kept split.
 */
export class UrlSplitter {
  /** As scripts write them (`http://127.0.0.1:8080`), the latest first. */
  #origins: string[] = [];
  #urls: (string | null)[] = new Array(URLS_KEPT).fill(null);
  #originsOfUrls: string[] = new Array(URLS_KEPT).fill('');
  #paths: string[] = new Array(URLS_KEPT).fill('');
  #oldest = 0;

  /** Fills `target`. @returns false if `url` is not an http(s) URL. */
  split(url: string, target: Target): boolean {
    for (let i = 0; i < URLS_KEPT; i++) {
      if (this.#urls[i] !== url) continue;
      target.origin = this.#originsOfUrls[i] as string;
      target.path = this.#paths[i] as string;
      target.url = url;
      target.userInfo = null;
      return true;
    }
    const origins = this.#origins;
    for (let i = 0; i < origins.length; i++) {
      const origin = origins[i] as string;
      if (!url.startsWith(origin) || url.charCodeAt(origin.length) !== 0x2f) continue;
      const path = url.slice(origin.length);
      if (UNUSUAL.test(path) || path.includes('/.')) break;
      target.origin = origin;
      target.path = path;
      target.url = url;
      target.userInfo = null;
      this.#keep(origin, path, url);
      return true;
    }
    return this.#parse(url, target);
  }

  #keep(origin: string, path: string, url: string): void {
    this.#urls[this.#oldest] = url;
    this.#originsOfUrls[this.#oldest] = origin;
    this.#paths[this.#oldest] = path;
    this.#oldest = (this.#oldest + 1) % URLS_KEPT;
  }

  #parse(text: string, target: Target): boolean {
    const url = URL.parse(text);
    if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return false;
    target.userInfo = url.username === '' ? null : `${decode(url.username)}:${decode(url.password)}`;
    target.origin = url.origin;
    target.path = url.pathname + url.search;
    target.url = target.origin + target.path;
    // Only origins in their normal form are recognised by text: `HTTP://Host:80` takes the long way each time.
    if (!this.#origins.includes(url.origin)) {
      this.#origins.unshift(url.origin);
      if (this.#origins.length > ORIGINS_KEPT) this.#origins.pop();
    }
    return true;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
