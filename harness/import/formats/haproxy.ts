import { addressOf, DayTime, given, readRequest, statusOf, wholeNumber } from './fields.ts';
import { type AccessLine, type LineReader, type LogFormat, UserFieldError } from './log-format.ts';

/**
 * HAProxy's HTTP log (`option httplog`), with what syslog writes before it:
 *
 *     Jun  1 09:04:12 lb haproxy[12]: 10.0.0.1:33317 [01/Jun/2026:09:04:12.655] in shop/s1 0/0/1/30/31 200 812 - - ---- 1/1/1/1/0 0/0 {ann} "GET /orders/17 HTTP/1.1"
 *
 * Its times have no zone; they are taken as UTC. `capture.1` … are the request headers that it captures.
 */
export const HAPROXY: LogFormat = {
  name: 'haproxy',
  called: 'HAProxy’s HTTP log',
  reader(userField) {
    const index = userField === null ? null : /^capture\.([1-9]\d?)$/.exec(userField)?.[1];
    if (index === undefined)
      throw new UserFieldError('in this format it is ip, query.NAME, or capture.N: the N-th request header captured');
    return new HaproxyReader(index === null ? 0 : Number(index));
  },
};

/** Those before the captured headers: frontend, server, timers, status, bytes, two cookies, flags, connections, queues. */
const FIELDS = 10;

class HaproxyReader implements LineReader {
  readonly #times = new DayTime();
  readonly #capture: number;

  constructor(capture: number) {
    this.#capture = capture;
  }

  read(line: string, into: AccessLine): string | null {
    const open = line.indexOf(' [');
    const close = open < 0 ? -1 : line.indexOf('] ', open);
    const quote = close < 0 ? -1 : line.indexOf(' "', close);
    if (quote < 0) return 'not client [time] … "request"';
    // Captured headers may have spaces in them.
    const brace = line.indexOf(' {', close);
    const end = brace < 0 || brace > quote ? quote : brace;
    const fields = line.slice(close + 2, end).split(' ');
    if (fields.length !== FIELDS) return `${fields.length} fields behind its [time], not ${FIELDS}`;
    const [, , timers = '', status = '', bytes = ''] = fields;
    into.atMs = this.#times.read(line.slice(open + 2, close));
    if (Number.isNaN(into.atMs)) return 'its [time] is none';
    // A request that is too long for a line has no quote at its end.
    const request = line.slice(quote + 2, line.endsWith('"') ? -1 : undefined);
    if (!readRequest(request, into) || into.method === '<BADREQ>') return 'its "request" is none';
    into.status = statusOf(status);
    if (into.status === 0) return 'it was not answered';
    // A plus: it was logged before all had been sent.
    into.bytes = wholeNumber(bytes.replace('+', ''));
    into.durationMs = wholeNumber(timers.slice(timers.lastIndexOf('/') + 1).replace('+', ''));
    into.ip = addressOf(line.slice(line.lastIndexOf(' ', open - 1) + 1, open));
    into.user = '';
    into.field = this.#capture === 0 ? '' : this.#captured(line.slice(end + 2, quote));
    return null;
  }

  /** @param groups `{a|b} {c}`: of the request, and of the answer */
  #captured(groups: string): string {
    const close = groups.indexOf('}');
    return given(groups.slice(0, Math.max(0, close)).split('|')[this.#capture - 1] ?? '');
  }

  notes(): string[] {
    return ['times have no zone: taken as UTC'];
  }
}
