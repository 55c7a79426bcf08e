import { type ExchangeCase, exchange, send } from '../exchange-case.ts';
import {
  EXPECTATION,
  HOST,
  METHODS,
  NO_TUNNELS,
  NOT_A_PATH,
  ORIGIN_FORM,
  SIZES,
  STATUS,
  STRICT,
  UPGRADED,
  USER_IN_URL,
} from './reasons.ts';

type Row = readonly [name: string, text: string, ours: string, haproxy?: string, why?: string];

/** The first line. */
const LINES: readonly Row[] = [
  ['a method in lower case', 'get / HTTP/1.1', '400 ⇠ nothing', '200 {hi} ⇠ get /', METHODS],
  ['a method that nobody knows', 'BREW / HTTP/1.1', '400 ⇠ nothing', '200 {hi} ⇠ BREW /', METHODS],
  ['a method that is no word', 'GE(T / HTTP/1.1', '400 ⇠ nothing'],
  ['a space first', ' GET / HTTP/1.1', '400 ⇠ nothing'],
  ['two spaces between the words', 'GET  / HTTP/1.1', '200 {hi}'],
  ['a tab between the words', 'GET\t/ HTTP/1.1', '400 ⇠ nothing', '200 {hi}', STRICT],
  ['HTTP/2.0', 'GET / HTTP/2.0', '200 {hi}'],
  ['HTTP/1.2', 'GET / HTTP/1.2', '400 ⇠ nothing', '200 {hi}', STRICT],
  ['HTTP/01.1', 'GET / HTTP/01.1', '400 ⇠ nothing'],
  ['http/1.1', 'GET / http/1.1', '400 ⇠ nothing'],
  ['a space at the end of the line', 'GET / HTTP/1.1 ', '400 ⇠ nothing'],
  ['NUL in the target', 'GET /\x00x HTTP/1.1', '400 ⇠ nothing'],
  ['a byte beyond ASCII in the target', 'GET /\xe9 HTTP/1.1', '400 ⇠ nothing'],
  ['quotes in the target', 'GET /"x" HTTP/1.1', '200 {hi} ⇠ GET /"x"'],
  ['a fragment', 'GET /x#y HTTP/1.1', '400 ⇠ nothing'],
  ['OPTIONS *', 'OPTIONS * HTTP/1.1', '400 ⇠ nothing', '200 {hi} ⇠ OPTIONS *', NOT_A_PATH],
  ['GET *', 'GET * HTTP/1.1', '400 ⇠ nothing', '200 {hi} ⇠ GET *', NOT_A_PATH],
  ['a target without a slash', 'GET x HTTP/1.1', '400 ⇠ nothing'],
  [
    'a URL as target',
    'GET http://a/x/../y HTTP/1.1',
    '200 {hi} ⇠ GET /x/../y',
    '200 {hi} ⇠ GET http://a/x/../y',
    ORIGIN_FORM,
  ],
  ['a URL of another host', 'GET http://b/x HTTP/1.1', '400 ⇠ nothing'],
  ['a URL of another port', 'GET http://a:81/x HTTP/1.1', '400 ⇠ nothing'],
  [
    'a URL with the default port',
    'GET http://a:80/x HTTP/1.1',
    '200 {hi} ⇠ GET /x',
    '200 {hi} ⇠ GET http://a/x',
    ORIGIN_FORM,
  ],
  ['a URL without a path', 'GET http://a HTTP/1.1', '200 {hi}', '200 {hi} ⇠ GET http://a', ORIGIN_FORM],
  ['a URL with a query alone', 'GET http://a?b HTTP/1.1', '200 {hi} ⇠ GET /?b', '400 ⇠ nothing', ORIGIN_FORM],
  ['a URL with a user', 'GET http://u@a/x HTTP/1.1', '400 ⇠ nothing', '200 {hi} ⇠ GET http://u@a/x', USER_IN_URL],
  ['a URL of https', 'GET https://a/x HTTP/1.1', '200 {hi} ⇠ GET /x', '200 {hi} ⇠ GET https://a/x', ORIGIN_FORM],
  ['dots in the path', 'GET /a/../../b HTTP/1.1', '200 {hi} ⇠ GET /a/../../b'],
  ['two slashes', 'GET //b/c HTTP/1.1', '200 {hi} ⇠ GET //b/c'],
  ['encoded dots and NUL', 'GET /%2e%2e/%00 HTTP/1.1', '200 {hi} ⇠ GET /%2e%2e/%00'],
  ['a backslash', 'GET /a\\b HTTP/1.1', '200 {hi} ⇠ GET /a\\b'],
  ['a target of 20 kB', `GET /${'x'.repeat(20000)} HTTP/1.1`, '431 ⇠ nothing', '400 ⇠ nothing', STATUS],
  ['a target of 8 kB', `GET /${'x'.repeat(8000)} HTTP/1.1`, `200 {hi} ⇠ GET /${'x'.repeat(8000)}`],
  ['POST without a body', 'POST / HTTP/1.1', '200 {hi} ⇠ POST /'],
];

/** The fields of a GET. */
const FIELDS: readonly Row[] = [
  ['no Host', '', '400 ⇠ nothing', '200 {hi} ⇠ GET / at undefined', HOST],
  ['an empty Host', 'Host:\r\n', '200 {hi} ⇠ GET / at '],
  ['the same Host twice', 'Host: a\r\nHost: a\r\n', '200 {hi}'],
  ['two Hosts', 'Host: a\r\nHost: b\r\n', '400 ⇠ nothing'],
  ['Host with a comma', 'Host: a,b\r\n', '200 {hi} ⇠ GET / at a,b'],
  ['Host with a path', 'Host: a/b\r\n', '200 {hi} ⇠ GET / at a/b'],
  ['Host with a user', 'Host: u@a\r\n', '200 {hi} ⇠ GET / at u@a'],
  ['Host with a space', 'Host: a b\r\n', '200 {hi} ⇠ GET / at a b'],
  ['Host with a port that is none', 'Host: a:x\r\n', '200 {hi} ⇠ GET / at a:x'],
  ['a field without a colon', 'Host: a\r\nX\r\n', '400 ⇠ nothing'],
  ['a field without a name', 'Host: a\r\n: x\r\n', '400 ⇠ nothing'],
  ['a space before the colon', 'Host: a\r\nX : y\r\n', '400 ⇠ nothing'],
  ['a space in a name', 'Host: a\r\nX Y: z\r\n', '400 ⇠ nothing'],
  ['a folded field', 'Host: a\r\nX: y\r\n z\r\n', '400 ⇠ nothing', '200 {hi}', STRICT],
  ['the first field folded', ' X: y\r\nHost: a\r\n', '400 ⇠ nothing'],
  ['NUL in a value', 'Host: a\r\nX: a\x00b\r\n', '400 ⇠ nothing', '200 {hi}', STRICT],
  ['CR in a value', 'Host: a\r\nX: a\rb\r\n', '400 ⇠ nothing'],
  ['LF in a value', 'Host: a\r\nX: a\nY: b\r\n', '400 ⇠ nothing', '200 {hi}', STRICT],
  ['a byte beyond ASCII in a value', 'Host: a\r\nX: \xe9\r\n', '200 {hi}'],
  ['DEL in a value', 'Host: a\r\nX: a\x7fb\r\n', '400 ⇠ nothing', '200 {hi}', STRICT],
  ['a control character in a value', 'Host: a\r\nX: a\x01b\r\n', '400 ⇠ nothing', '200 {hi}', STRICT],
  ['a byte beyond ASCII in a name', 'Host: a\r\nX\xe9: b\r\n', '400 ⇠ nothing'],
  ['an underscore in a name', 'Host: a\r\nX_Y: b\r\n', '200 {hi}'],
  ['200 fields', `Host: a\r\n${'X: y\r\n'.repeat(200)}`, '200 {hi}', '400 ⇠ nothing', SIZES],
  ['90 fields', `Host: a\r\n${'X: y\r\n'.repeat(90)}`, '200 {hi}'],
  ['a field of 20 kB', `Host: a\r\nX: ${'y'.repeat(20000)}\r\n`, '431 ⇠ nothing', '400 ⇠ nothing', STATUS],
  ['a field of 14 kB', `Host: a\r\nX: ${'y'.repeat(14000)}\r\n`, '200 {hi}'],
];

/** All of it. */
const TEXTS: readonly Row[] = [
  ['an empty line first', '\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', '200 {hi}'],
  ['no version (HTTP/0.9)', 'GET /\r\n\r\n', '400 ⇠ nothing'],
  [
    'HTTP/1.0 without Host',
    'GET / HTTP/1.0\r\n\r\n',
    '200 {hi} ⇠ GET / at ',
    '200 {hi} ⇠ GET / at undefined',
    UPGRADED,
  ],
  [
    'CONNECT',
    'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nConnection: close\r\n\r\n',
    '405 ⇠ nothing',
    '200 {hi} ⇠ CONNECT a:443',
    NO_TUNNELS,
  ],
  ['upgrade', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade, close\r\nUpgrade: h2c\r\n\r\n', '200 {hi}'],
  ['Connection: Host', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close, host\r\n\r\n', '200 {hi}'],
  [
    'Connection: content-length',
    'POST / HTTP/1.1\r\nHost: a\r\nConnection: close, content-length\r\nContent-Length: 2\r\n\r\nab',
    '200 {hi} ⇠ POST / [2] ab',
  ],
  [
    'Connection: transfer-encoding',
    'POST / HTTP/1.1\r\nHost: a\r\nConnection: close, transfer-encoding\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n',
    '200 {hi} ⇠ POST / [chunked] ab',
  ],
  [
    'Expect: magic',
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: magic\r\n\r\n',
    '417 ⇠ nothing',
    '200 {hi}',
    EXPECTATION,
  ],
  [
    'chunks in HTTP/1.0',
    'POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    '200 {hi} ⇠ POST / [chunked] hello',
  ],
  [
    'GET with a body',
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello',
    '200 {hi} ⇠ GET / [5] hello',
  ],
  ['GET with bytes behind it', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nhello', '200 {hi}'],
  [
    'HEAD with a body',
    'HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello',
    '200 ⇠ HEAD / [5] hello',
  ],
];

export const REQUEST_HEADS: readonly ExchangeCase[] = [
  ...LINES.map(([name, line, ...outcome]) =>
    exchange(name, [send(`${line}\r\nHost: a\r\nConnection: close\r\n\r\n`)], null, ...outcome),
  ),
  ...FIELDS.map(([name, fields, ...outcome]) =>
    exchange(name, [send(`GET / HTTP/1.1\r\n${fields}Connection: close\r\n\r\n`)], null, ...outcome),
  ),
  ...TEXTS.map(([name, text, ...outcome]) => exchange(name, [send(text)], null, ...outcome)),
];
