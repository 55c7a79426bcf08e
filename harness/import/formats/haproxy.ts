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

const LINE =
  /(\S+) \[([^\]]{20,35})\] \S+ \S+ [-+\d/]+\/\+?(-?\d+) (-?\d+) \+?(\d+) \S+ \S+ \S+ [\d/]+ [\d/]+ (?:\{([^}]*)\} )?(?:\{[^}]*\} )?"(.*)"?$/;

class HaproxyReader implements LineReader {
  readonly #times = new DayTime();
  readonly #capture: number;

  constructor(capture: number) {
    this.#capture = capture;
  }

  read(line: string, into: AccessLine): string | null {
    const parts = LINE.exec(line);
    if (parts === null) return 'not client [time] frontend server timers status bytes … "request"';
    const [, client = '', time = '', total = '', status = '', bytes = '', captured = '', request = ''] = parts;
    into.atMs = this.#times.read(time);
    if (Number.isNaN(into.atMs)) return 'its [time] is none';
    // A request that is too long for a line has no quote at its end.
    if (!readRequest(request.endsWith('"') ? request.slice(0, -1) : request, into) || into.method === '<BADREQ>')
      return 'its "request" is none';
    into.status = statusOf(status);
    if (into.status === 0) return 'it was not answered';
    into.bytes = wholeNumber(bytes);
    into.durationMs = wholeNumber(total);
    into.ip = addressOf(client);
    into.user = '';
    into.field = this.#capture === 0 ? '' : given(captured.split('|')[this.#capture - 1] ?? '');
    return null;
  }

  notes(): string[] {
    return ['times have no zone: taken as UTC'];
  }
}
