import { addressOf, closingQuote, readRequest, statusOf, wholeNumber } from './fields.ts';
import { type AccessLine, type LineReader, type LogFormat, UserFieldError } from './log-format.ts';

/**
 * Access logs of AWS's Application Load Balancers:
 *
 *     https 2026-06-01T09:04:12.310000Z app/shop/1f 10.0.0.1:2817 10.0.2.1:80 0.000 0.031 0.000 200 200 34 812 "GET https://shop.example:443/orders/17 HTTP/1.1" …
 */
export const ALB: LogFormat = {
  name: 'alb',
  called: 'AWS ALB',
  reader(userField) {
    if (userField !== null) throw new UserFieldError('in this format it is ip or query.NAME');
    return new AlbReader();
  },
};

const KIND = /^(?:https?|h2|grpcs|wss?) /;
const FIELDS_BEFORE = 12;

class AlbReader implements LineReader {
  read(line: string, into: AccessLine): string | null {
    if (!KIND.test(line)) return 'it does not begin with http, https, h2, grpcs, ws or wss';
    const quote = line.indexOf(' "');
    if (quote < 0) return 'no "request"';
    const fields = line.slice(0, quote).split(' ');
    if (fields.length !== FIELDS_BEFORE) return `${fields.length} fields before its "request", not ${FIELDS_BEFORE}`;
    const [, time = '', , client = '', , waited, worked, answered, status = '', , , sent = ''] = fields;
    into.atMs = Date.parse(time);
    if (Number.isNaN(into.atMs)) return 'its time is none';
    const end = closingQuote(line, quote + 2);
    if (end < 0 || !readRequest(line.slice(quote + 2, end), into)) return 'its "request" is none';
    // What the balancer could not read stands there as `- http://host:80- `.
    if (into.method === '-') return 'its "request" is none';
    into.status = statusOf(status);
    if (into.status === 0) return 'it was not answered';
    into.bytes = wholeNumber(sent);
    const seconds = [waited, worked, answered].map(Number);
    // −1 where it had no target.
    into.durationMs = seconds.every(each => each >= 0) ? 1000 * seconds.reduce((sum, each) => sum + each, 0) : -1;
    into.ip = addressOf(client);
    into.user = '';
    into.field = '';
    return null;
  }

  notes(): string[] {
    return [];
  }
}
