import { describe, expect, test } from 'vitest';
import { detectFormat, formatNamed } from './formats.ts';
import { type AccessLine, emptyLine, type FormatName, UserFieldError } from './log-format.ts';

const AT = Date.UTC(2026, 5, 1, 7, 4, 12);

/** A line of each format, for the same request. */
const LINES: readonly (readonly [name: string, format: FormatName, line: string, what: Partial<AccessLine>])[] = [
  [
    'combined, with nginx’ request time',
    'combined',
    '10.0.0.1 - ann [01/Jun/2026:09:04:12 +0200] "GET /orders/17?full=1 HTTP/1.1" 200 812 "-" "curl/8 \\"x\\"" 0.031',
    { user: 'ann', durationMs: 31 },
  ],
  [
    'common, with a virtual host, a user of two words and Apache’s %D',
    'combined',
    'shop.example:443 10.0.0.1 - ann lee [01/Jun/2026:07:04:12 +0000] "GET /orders/17?full=1 HTTP/1.1" 200 812 31000',
    { user: 'ann lee', durationMs: 31 },
  ],
  [
    'common',
    'combined',
    '10.0.0.1 - - [01/Jun/2026:07:04:12 +0000] "GET /orders/17?full=1 HTTP/1.1" 200 -',
    { bytes: -1 },
  ],
  [
    'ALB',
    'alb',
    'https 2026-06-01T07:04:12.000000Z app/shop/1f 10.0.0.1:2817 10.0.2.1:80 0.001 0.030 0.000 200 200 34 812 "GET https://shop.example:443/orders/17?full=1 HTTP/1.1" "curl/8" - - arn "Root=1" "shop.example" "arn" 1 2026-06-01T07:04:11.900000Z',
    { target: 'https://shop.example:443/orders/17?full=1', durationMs: 31 },
  ],
  [
    'Envoy',
    'envoy',
    '[2026-06-01T07:04:12.000Z] "GET /orders/17?full=1 HTTP/2" 200 - 0 812 31 30 "10.0.0.1,10.9.9.9" "curl/8" "3f0c" "shop" "10.0.2.1:80"',
    { durationMs: 31 },
  ],
  [
    'Istio',
    'envoy',
    '[2026-06-01T07:04:12.000Z] "GET /orders/17?full=1 HTTP/2" 200 - via_upstream - "-" 0 812 31 30 "10.0.0.1" "curl/8" "3f0c" "shop" "10.0.2.1:80"',
    { durationMs: 31 },
  ],
  [
    'HAProxy',
    'haproxy',
    'Jun  1 07:04:12 lb haproxy[12]: 10.0.0.1:33317 [01/Jun/2026:07:04:12.000] in~ shop/s1 0/0/1/30/31 200 812 - - ---- 1/1/1/1/0 0/0 {ann|x} {} "GET /orders/17?full=1 HTTP/1.1"',
    { durationMs: 31 },
  ],
  [
    'JSON of nginx',
    'json',
    '{"time_iso8601":"2026-06-01T09:04:12+02:00","request":"GET /orders/17?full=1 HTTP/1.1","status":"200","body_bytes_sent":"812","request_time":"0.031","remote_addr":"10.0.0.1","remote_user":"ann"}',
    { user: 'ann', durationMs: 31 },
  ],
  [
    'JSON of Caddy',
    'json',
    `{"ts":${AT / 1000}.0,"request":{"remote_ip":"10.0.0.1","method":"GET","uri":"/orders/17?full=1"},"duration":0.031,"size":812,"status":200}`,
    { durationMs: 31 },
  ],
  [
    'JSON of Traefik',
    'json',
    '{"ClientHost":"10.0.0.1","DownstreamContentSize":812,"DownstreamStatus":200,"Duration":31000000,"RequestMethod":"GET","RequestPath":"/orders/17?full=1","StartUTC":"2026-06-01T07:04:12Z"}',
    { durationMs: 31 },
  ],
];

describe.each(LINES)('%s', (_, name, line, what) => {
  test('is read', () => {
    const into = emptyLine();
    expect(formatNamed(name).reader(null, [line]).read(line, into)).toBeNull();
    expect(into).toEqual({
      ...{ atMs: AT, method: 'GET', target: '/orders/17?full=1', status: 200, bytes: 812, durationMs: -1 },
      ...{ ip: '10.0.0.1', user: '', field: '', ...what },
    });
  });

  test('is known by its looks', () => {
    expect(detectFormat([line])?.name).toBe(name);
  });

  test('cut off anywhere it is read or refused with a reason, and never as something else', () => {
    const reader = formatNamed(name).reader(null, [line]);
    for (let end = 0; end < line.length; end++) {
      const into = emptyLine();
      const why = reader.read(line.slice(0, end), into);
      if (why !== null) expect(why.length).toBeGreaterThan(5);
      else expect([into.method, into.status, into.atMs]).toEqual(['GET', 200, AT]);
    }
  });
});

test('no format is found for what is no log', () => {
  expect(detectFormat(['name: shop', 'users: 17', ''])).toBeNull();
});

test.each([
  ['combined', 'field.2', LINES[0]?.[2], 'curl/8 \\"x\\"'],
  ['haproxy', 'capture.1', LINES[6]?.[2], 'ann'],
  ['json', 'request.REMOTE_IP', LINES[8]?.[2], '10.0.0.1'],
] as const)('in %s the user may be %s', (name, field, line, found) => {
  const into = emptyLine();
  expect(
    formatNamed(name)
      .reader(field, [line as string])
      .read(line as string, into),
  ).toBeNull();
  expect(into.field).toBe(found);
});

test.each(['combined', 'json', 'alb', 'envoy', 'haproxy'] as const)(
  'a field that %s does not have is refused',
  name => {
    expect(() => formatNamed(name).reader('cookie.sid', ['{"a":1}'])).toThrow(UserFieldError);
  },
);

test('a duration whose name does not tell its unit is told by its values, and that is said', () => {
  const line = (duration: number): string =>
    `{"time":"2026-06-01T07:04:12Z","path":"/","status":200,"duration":${duration}}`;
  const [short, long] = [
    [line(0.2), line(3)],
    [line(31), line(120)],
  ].map(lines => formatNamed('json').reader(null, lines));
  expect(short?.notes()[0]).toContain('duration from duration (taken as seconds)');
  expect(long?.notes()[0]).toContain('(taken as ms)');
});
