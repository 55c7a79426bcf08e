import { closingQuote, DayTime, given, readRequest, statusOf, wholeNumber } from './fields.ts';
import { type AccessLine, type LineReader, type LogFormat, UserFieldError } from './log-format.ts';

/**
 * The common and the combined log format of Apache and nginx, also with a virtual host before it and more fields behind it:
 *
 *     10.0.0.1 - ann [01/Jun/2026:09:04:12 +0200] "GET /orders/17 HTTP/1.1" 200 812 "-" "curl/8" 0.031
 *
 * Of the further fields the first that is a number is the time taken: seconds if it has a fraction, as nginx writes them, and µs if not, as
 * Apache's %D does. `field.1` … are those behind the status and the size, quoted ones whole.
 */
export const COMBINED: LogFormat = {
  name: 'combined',
  called: 'combined (nginx, Apache)',
  reader(userField) {
    const index = userField === null ? null : /^field\.([1-9]\d?)$/.exec(userField)?.[1];
    if (index === undefined)
      throw new UserFieldError('in this format it is ip, user, query.NAME, or field.N: the N-th behind the size');
    return new CombinedReader(index === null ? 0 : Number(index));
  },
};

class CombinedReader implements LineReader {
  readonly #times = new DayTime();
  readonly #userField: number;
  #unit: 's' | 'us' | null = null;

  constructor(userField: number) {
    this.#userField = userField;
  }

  read(line: string, into: AccessLine): string | null {
    const open = line.indexOf('[');
    const close = open < 0 ? -1 : line.indexOf('] "', open);
    if (close < 0) return 'no [time] before a "request"';
    const quoteEnd = closingQuote(line, close + 3);
    if (quoteEnd < 0) return 'its request does not end';
    const before = line.slice(0, open);
    if (!this.#names(before, into)) return 'not HOST - USER before its [time]';
    into.atMs = this.#times.read(line.slice(open + 1, close));
    if (Number.isNaN(into.atMs)) return 'its [time] is none';
    if (!readRequest(line.slice(close + 3, quoteEnd), into)) return 'its "request" is none';
    into.status = statusOf(line.slice(quoteEnd + 2, quoteEnd + 5));
    if (into.status === 0) return 'no status behind its request';
    const sizeEnd = line.indexOf(' ', quoteEnd + 6);
    into.bytes = wholeNumber(line.slice(quoteEnd + 6, sizeEnd < 0 ? undefined : sizeEnd));
    into.durationMs = -1;
    into.field = '';
    if (sizeEnd > 0) this.#more(line, sizeEnd + 1, into);
    return null;
  }

  notes(): string[] {
    if (this.#unit === null) return [];
    return [`time taken: the number behind the quoted fields, in ${this.#unit === 's' ? 'seconds' : 'µs'}`];
  }

  /** `10.0.0.1 - ann `, or with a virtual host before it. */
  #names(before: string, into: AccessLine): boolean {
    const first = before.indexOf(' ');
    const second = before.indexOf(' ', first + 1);
    // Names of users may have spaces in them.
    const last = before.length - 1;
    if (first <= 0 || second < 0 || second >= last || before.charCodeAt(last) !== 32) return false;
    const middle = before.slice(first + 1, second);
    const hasHost = middle !== '-' && /^[\w.-]+:\d+$/.test(before.slice(0, first));
    if (!hasHost) {
      into.ip = before.slice(0, first);
      into.user = given(before.slice(second + 1, last));
      return true;
    }
    const third = before.indexOf(' ', second + 1);
    if (third < 0 || third >= last) return false;
    into.ip = middle;
    into.user = given(before.slice(third + 1, last));
    return true;
  }

  #more(line: string, from: number, into: AccessLine): void {
    let at = from;
    for (let field = 1; at < line.length; field++) {
      const isQuoted = line.charCodeAt(at) === 34;
      const end = isQuoted ? closingQuote(line, at + 1) : line.indexOf(' ', at);
      const stop = end < 0 ? line.length : end;
      if (field === this.#userField) into.field = given(line.slice(isQuoted ? at + 1 : at, stop));
      else if (!isQuoted && into.durationMs < 0) this.#duration(line.slice(at, stop), into);
      at = stop + (isQuoted ? 2 : 1);
    }
  }

  #duration(text: string, into: AccessLine): void {
    const value = text.slice(text.indexOf('=') + 1);
    if (!/^\d{1,12}(\.\d+)?$/.test(value)) return;
    // One line with a whole number of seconds is no reason to take it for µs.
    const isSeconds = this.#unit === 's' || value.includes('.');
    this.#unit = isSeconds ? 's' : 'us';
    into.durationMs = isSeconds ? Number(value) * 1000 : Number(value) / 1000;
  }
}
