import { given, readRequest, statusOf, wholeNumber } from './fields.ts';
import { type AccessLine, type LineReader, type LogFormat, UserFieldError } from './log-format.ts';

/**
 * Envoy's default format, and Istio's, which has three more fields behind the flags:
 *
 *     [2026-06-01T09:04:12.310Z] "GET /orders/17 HTTP/1.1" 200 - 0 812 31 30 "10.0.0.1" "curl/8" "3f0c" "shop.example" "10.0.2.1:80"
 */
export const ENVOY: LogFormat = {
  name: 'envoy',
  called: 'Envoy’s default',
  reader(userField) {
    if (userField !== null) throw new UserFieldError('in this format it is ip (x-forwarded-for) or query.NAME');
    return new EnvoyReader();
  },
};

const QUOTED = String.raw`"((?:[^"\\]|\\.)*)"`;
const LINE = new RegExp(
  String.raw`^\[([^\]]{19,35})\] ${QUOTED} (\d+) \S+ (?:\S+ \S+ ${QUOTED} )?(\d+|-) (\d+|-) (\d+|-) (?:\d+|-) ${QUOTED}`,
);

class EnvoyReader implements LineReader {
  read(line: string, into: AccessLine): string | null {
    const parts = LINE.exec(line);
    if (parts === null) return 'not [time] "request" status flags received sent duration service-time "forwarded-for"';
    const [, time = '', request = '', status = '', , , sent = '', duration = '', forwarded = ''] = parts;
    into.atMs = Date.parse(time);
    if (Number.isNaN(into.atMs)) return 'its [time] is none';
    if (!readRequest(request, into)) return 'its "request" is none';
    into.status = statusOf(status);
    // 0: no answer was sent.
    if (into.status === 0) return 'it was not answered';
    into.bytes = wholeNumber(sent);
    into.durationMs = wholeNumber(duration);
    const comma = forwarded.indexOf(',');
    into.ip = given(comma < 0 ? forwarded : forwarded.slice(0, comma));
    into.user = '';
    into.field = '';
    return null;
  }

  notes(): string[] {
    return ['users: the first address of x-forwarded-for'];
  }
}
