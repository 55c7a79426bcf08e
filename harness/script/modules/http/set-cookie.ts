/** One `Set-Cookie` of an answer, as its sender wrote it. */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** Without a leading dot; '' where the header has none. */
  readonly domain: string;
  readonly path: string;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  /** Seconds; 0 where the header has none, negative for "delete it". */
  readonly maxAge: number;
  /** Unix time in ms; null where the header has none. Zero is a time, and a usual one: 1970 deletes. */
  readonly expires: number | null;
}

/** A comma that separates two cookies is followed by `name=`; the one in an Expires date is not. */
const BETWEEN_COOKIES = /\n|,(?=\s*[^\s;,=]+=)/;

/** Reads the `Set-Cookie` lines of an answer, which arrive joined by line ends or commas (RFC 6265 §5.2). */
export function parseSetCookies(header: string): SetCookie[] {
  return header
    .split(BETWEEN_COOKIES)
    .map(parseOne)
    .filter(cookie => cookie !== null);
}

function parseOne(text: string): SetCookie | null {
  const parts = text.split(';');
  const [name, value] = pair(parts[0] as string);
  if (name === '') return null;
  const cookie: { -readonly [Key in keyof SetCookie]: SetCookie[Key] } = {
    name,
    value: unquoted(value),
    domain: '',
    path: '',
    httpOnly: false,
    secure: false,
    maxAge: 0,
    expires: null,
  };
  for (const part of parts.slice(1)) {
    const [key, given] = pair(part);
    switch (key.toLowerCase()) {
      case 'domain':
        cookie.domain = given.replace(/^\./, '').toLowerCase();
        break;
      case 'path':
        if (given.startsWith('/')) cookie.path = given;
        break;
      case 'httponly':
        cookie.httpOnly = true;
        break;
      case 'secure':
        cookie.secure = true;
        break;
      case 'max-age':
        // Zero deletes as a negative one does; k6 shows "none" as 0, so "delete" becomes −1.
        if (/^-?\d+$/.test(given)) cookie.maxAge = Number(given) > 0 ? Number(given) : -1;
        break;
      case 'expires': {
        const at = Date.parse(given);
        if (!Number.isNaN(at)) cookie.expires = at;
      }
    }
  }
  return cookie;
}

function pair(text: string): [string, string] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text.trim(), ''] : [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
}

function unquoted(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}
