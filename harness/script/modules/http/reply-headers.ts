import { type Headers, isReason, REASON_HEADER, type Reason } from '../../../transport/exchange.ts';

/**
 * Reads in one pass what the client needs of an answer's headers. Virtual hosts answer again and again with the same headers
 * object, which is then read once.
 */
export class ReplyScan {
  #latest: Headers | null = null;
  /** As they would be written: names, values and separators, in characters. */
  size = 0;
  setCookie: string | null = null;
  location: string | null = null;
  contentEncoding: string | null = null;
  reason: Reason | null = null;
  /** `Content-Length`; −1 where there is none. */
  contentLength = -1;

  read(headers: Headers): void {
    if (headers === this.#latest) return;
    this.#latest = headers;
    this.size = 0;
    this.setCookie = null;
    this.location = null;
    this.contentEncoding = null;
    this.reason = null;
    this.contentLength = -1;
    for (const name in headers) {
      const value = textOf(headers, name);
      this.size += name.length + value.length + 4;
      switch (name.length) {
        case 8:
          if (isCalled(name, 'location')) this.location = value;
          break;
        case 10:
          if (isCalled(name, 'set-cookie')) this.setCookie = value;
          break;
        case 14:
          if (isCalled(name, 'content-length') && /^\d+$/.test(value)) this.contentLength = Number(value);
          break;
        case 16:
          if (isCalled(name, 'content-encoding')) this.contentEncoding = value;
          break;
        case 17:
          if (isCalled(name, REASON_HEADER) && isReason(value)) this.reason = value;
      }
    }
  }
}

/** Whether a name is this one in any case. The first letter mostly tells: a text in small letters of each name would cost. */
function isCalled(name: string, lowerCaseName: string): boolean {
  return (name.charCodeAt(0) | 0x20) === lowerCaseName.charCodeAt(0) && name.toLowerCase() === lowerCaseName;
}

/** A header that came several times may be a list. */
function textOf(headers: Headers, name: string): string {
  const value = headers[name] as string | readonly string[];
  return typeof value === 'string' ? value : value.join(', ');
}

/** Header names as k6 shows them: `content-type` → `Content-Type`. */
export function canonicalHeaders(headers: Headers): Record<string, string> {
  const result: Record<string, string> = {};
  for (const name in headers) result[canonicalName(name)] = textOf(headers, name);
  return result;
}

/** Go's canonical form: a capital at the start and after each hyphen, the rest small. */
export function canonicalName(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, letter => letter.toUpperCase());
}

/** The value of a header whatever the case of its name. */
export function headerOf(headers: Headers, lowerCaseName: string): string | undefined {
  for (const name in headers)
    if (name.length === lowerCaseName.length && isCalled(name, lowerCaseName)) return textOf(headers, name);
  return undefined;
}
