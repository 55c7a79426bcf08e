/** What the heads of HTTP/1.1 messages are made of (RFC 9110 §5, RFC 9112 §4). */

/** Minor version, status, reason phrase. */
export const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/;
export const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Not allowed in a value. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
export const BAD_IN_VALUE = /[\0-\x08\x0a-\x1f\x7f]/;
/** A length. */
export const DIGITS = /^\d{1,15}$/;

/** A part of the text without the spaces and tabs around it. */
export function valueBetween(text: string, start: number, stop: number): string {
  let from = start;
  let to = stop;
  while (from < to && isSpace(text.charCodeAt(from))) from++;
  while (from < to && isSpace(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9;
}

/** `timeout=5` of a Keep-Alive header in ms, or null. */
export function keepAliveTimeoutMs(keepAlive: string): number | null {
  const seconds = /(?:^|[,\s])timeout=(\d{1,9})/i.exec(keepAlive)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}
