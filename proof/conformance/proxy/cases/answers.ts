import { type ExchangeCase, exchange, type Step, send, wait } from '../exchange-case.ts';
import { DEADLINE, FRAMED, SIZES, STRICT } from './reasons.ts';

type Outcome = readonly [ours: string, haproxy?: string, why?: string];

/** The first line, before `{hi}` with its length. */
const STATUS_LINES: readonly (readonly [name: string, line: string, ...Outcome])[] = [
  ['204 with a body', 'HTTP/1.1 204 No Content', '204'],
  ['205 with a body', 'HTTP/1.1 205 Reset', '205 {hi}'],
  ['status 099', 'HTTP/1.1 099 Text', '502 (malformed)', '099 …', STRICT],
  ['status 000', 'HTTP/1.1 000 Text', '502 (malformed)', '000 …', STRICT],
  ['status 20', 'HTTP/1.1 20 Text', '502 (malformed)', '20  …', STRICT],
  ['status 2000', 'HTTP/1.1 2000 Text', '502 (malformed)', '200 {hi}', STRICT],
  ['status 200x', 'HTTP/1.1 200x Text', '502 (malformed)'],
  ['status 600', 'HTTP/1.1 600 Text', '600 {hi}'],
  ['status 799', 'HTTP/1.1 799 Text', '799 {hi}'],
  ['status 999', 'HTTP/1.1 999 Text', '999 {hi}'],
  ['status 1', 'HTTP/1.1 1 Text', '502 (malformed)', '1 T {hi}', STRICT],
  ['status -1', 'HTTP/1.1 -1 Text', '502 (malformed)'],
  ['no reason phrase', 'HTTP/1.1 200', '200 {hi}'],
  ['an empty reason phrase', 'HTTP/1.1 200 ', '200 {hi}'],
  ['a byte beyond ASCII in the reason phrase', 'HTTP/1.1 200 \xe9', '200 {hi}'],
  ['a control character in the reason phrase', 'HTTP/1.1 200 a\x01', '502 (malformed)', '200 {hi}', STRICT],
  ['version HTTP/1.2', 'HTTP/1.2 200 OK', '502 (malformed)', '200 {hi}', STRICT],
  ['version HTTP/2', 'HTTP/2 200 OK', '502 (malformed)'],
  ['version HTTP/2.0', 'HTTP/2.0 200 OK', '502 (malformed)', '200 {hi}', STRICT],
  ['version HTTP/0.9', 'HTTP/0.9 200 OK', '502 (malformed)', '200 {hi}', STRICT],
  ['version http/1.1', 'http/1.1 200 OK', '502 (malformed)'],
  ['version HTTP/1', 'HTTP/1 200 OK', '502 (malformed)'],
  ['version HTTPS/1.1', 'HTTPS/1.1 200 OK', '502 (malformed)'],
  ['version HTTP/1.10', 'HTTP/1.10 200 OK', '502 (malformed)'],
  ['version ICY', 'ICY 200 OK', '502 (malformed)'],
  ['two spaces between the words', 'HTTP/1.1  200 OK', '502 (malformed)', '200 {hi}', STRICT],
  ['a tab between the words', 'HTTP/1.1\t200 OK', '502 (malformed)', '200 {hi}', STRICT],
];

/** Fields beside the length of `{hi}`. */
const FIELDS: readonly (readonly [name: string, fields: string, ...Outcome])[] = [
  ['a length', '', '200 {hi}'],
  ['LF in fields', 'X: y\n', '502 (malformed)', '200 {hi}', STRICT],
  ['a field without a colon', 'X\r\n', '502 (malformed)'],
  ['a field without a name', ': x\r\n', '502 (malformed)'],
  ['a folded field', 'X: y\r\n z\r\n', '502 (malformed)', '200 {hi}', STRICT],
  ['NUL in a value', 'X: a\x00b\r\n', '502 (malformed)', '200 {hi}', STRICT],
  ['CR in a value', 'X: a\rb\r\n', '502 (malformed)'],
  ['a byte beyond ASCII in a value', 'X: \xe9\r\n', '200 {hi}'],
  ['a control character in a value', 'X: a\x01b\r\n', '502 (malformed)', '200 {hi}', STRICT],
  ['a byte beyond ASCII in a name', 'X\xe9: a\r\n', '502 (malformed)'],
  ['200 fields', `${'X: y\r\n'.repeat(200)}`, '200 {hi}', '502', SIZES],
  ['90 fields', `${'X: y\r\n'.repeat(90)}`, '200 {hi}'],
  ['a head of 20 kB', `X: ${'y'.repeat(20000)}\r\n`, '200 {hi}', '502', SIZES],
  ['a head of 100 kB', `X: ${'y'.repeat(100000)}\r\n`, '502 (malformed)'],
  ['the same length twice', 'Content-Length: 4\r\n', '200 {hi}'],
  ['Connection: content-length', 'Connection: close, content-length\r\n', '200 {hi}'],
];

/** `Content-Length`, before `{hi}`. */
const LENGTHS: readonly (readonly [value: string, ...Outcome])[] = [
  ['+4', '502 (malformed)'],
  ['-4', '502 (malformed)'],
  ['4x', '502 (malformed)'],
  ['0x4', '502 (malformed)'],
  ['04', '200 {hi}'],
  ['4,4', '502 (malformed)', '200 {hi}', STRICT],
  ['4, 4', '502 (malformed)', '200 {hi}', STRICT],
  ['4, 5', '502 (malformed)'],
  ['', '502 (malformed)'],
  ['99999999999999999999', '502 (malformed)'],
  ['4.0', '502 (malformed)'],
];

/** `Transfer-Encoding`, before `{hi}` in chunks. */
const CODINGS: readonly (readonly [value: string, ...Outcome])[] = [
  ['Chunked', '200 {hi}'],
  ['gzip, chunked', '502 (malformed)'],
  ['gzip', '502 (malformed)'],
  ['identity', '502 (malformed)'],
  ['chunked, chunked', '502 (malformed)'],
  ['xchunked', '502 (malformed)'],
  ['chunked, gzip', '502 (malformed)'],
  [', chunked', '502 (malformed)'],
];

/** What comes behind `Transfer-Encoding: chunked`. */
const CHUNKS: readonly (readonly [name: string, body: string, ...Outcome])[] = [
  ['chunks', '4\r\n{hi}\r\n0\r\n\r\n', '200 {hi}'],
  ['malformed, with the head', 'xyz\r\n', '502 (malformed)'],
  ['malformed after a good one', '4\r\n{hi}\r\nxyz\r\n', '502 (malformed)'],
  ['nothing behind the data', '4\r\n{hi}5\r\n', '502 (malformed)'],
  ['a size with 0x', '0x4\r\n{hi}\r\n0\r\n\r\n', '502 (malformed)'],
  ['a space behind the size', '4 \r\n{hi}\r\n0\r\n\r\n', '502 (malformed)', '200 {hi}', STRICT],
  ['an extension', '4;a=b\r\n{hi}\r\n0\r\n\r\n', '200 {hi}'],
  ['lines that end in LF', '4\n{hi}\n0\n\n', '502 (malformed)', '200 {hi}', STRICT],
  ['a size beyond all bounds', 'ffffffffffffffff5\r\n{hi}', '502 (malformed)'],
  ['leading zeros in the size', '00000000000004\r\n{hi}\r\n0\r\n\r\n', '200 {hi}'],
  ['a trailer', '4\r\n{hi}\r\n0\r\nX: y\r\n\r\n', '200 {hi}'],
  ['a trailer that is none', '4\r\n{hi}\r\n0\r\nnonsense\r\n\r\n', '502 (malformed)'],
  ['more data than the size', '2\r\n{hi}\r\n0\r\n\r\n', '502 (malformed)'],
  ['chunks that stall', '4\r\n{hi}\r\n', '200 {hi}…'],
];

/** What an instance does once it has a request. */
const INSTANCES: readonly (readonly [name: string, steps: readonly Step[], ...Outcome])[] = [
  ['a body until the connection ends', [send('HTTP/1.1 200 OK\r\n\r\n{hi}'), 'end'], '200 {hi}'],
  ['HTTP/1.0', [send('HTTP/1.0 200 OK\r\n\r\n{hi}'), 'end'], '200 {hi}'],
  [
    'HTTP/1.0 chunked',
    [send('HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{hi}\r\n0\r\n\r\n'), 'end'],
    '200 {hi}',
  ],
  ['204', [send('HTTP/1.1 204 No Content\r\n\r\n')], '204'],
  ['304 with a length', [send('HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\n')], '304'],
  ['a length that is not reached', [send('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{hi}'), 'end'], '200 {hi}…'],
  [
    'a chunk that breaks off',
    [send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{hi}'), 'end'],
    '200 {hi}…',
  ],
  ['no last chunk', [send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{hi}\r\n'), 'end'], '200 {hi}…'],
  ['reset amid the body', [send('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{hi}'), wait(50), 'reset'], '200 {hi}…'],
  ['more than the length', [send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{hi}more')], '200 {hi}'],
  [
    'a second answer unasked',
    [send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{hi}HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n{evil}')],
    '200 {hi}',
  ],
  [
    '100 first',
    [send('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{hi}')],
    '100 200 {hi}',
  ],
  [
    '102 first',
    [send('HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{hi}')],
    '102 200 {hi}',
  ],
  [
    '103 first',
    [send('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{hi}')],
    '103 200 {hi}',
  ],
  ['199 first', [send('HTTP/1.1 199 Odd\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{hi}')], '199 200 {hi}'],
  [
    '101 unasked',
    [send('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'), wait(50), 'end'],
    '502 (malformed)',
  ],
  ['100, then closed', [send('HTTP/1.1 100 Continue\r\n\r\n'), 'end'], '100 502 (reset)'],
  ['not HTTP', [send('+OK ready\r\n\r\n'), 'end'], '502 (malformed)'],
  ['not HTTP, and stays open', [send('+OK ready\r\n')], '502 (malformed)'],
  ['SSH, and stays open', [send('SSH-2.0-x\r\n')], '502 (malformed)'],
  ['one letter, and stays open', [send('H')], '504 (deadline)'],
  ['binary, and stays open', [send('\x00\x01\x02')], '502 (malformed)'],
  [
    'an empty line first',
    [send('\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{hi}')],
    '502 (malformed)',
    '200 {hi}',
    STRICT,
  ],
  ['lines that end in LF', [send('HTTP/1.1 200 OK\nContent-Length: 4\n\n{hi}')], '502 (malformed)', '200 {hi}', STRICT],
  ['a space before the colon', [send('HTTP/1.1 200 OK\r\nContent-Length : 4\r\n\r\n{hi}')], '502 (malformed)'],
  ['two lengths', [send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n{hi}')], '502 (malformed)'],
  [
    'length and chunks',
    [send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{hi}\r\n0\r\n\r\n')],
    '502 (malformed)',
    '200 {hi}',
    STRICT,
  ],
  [
    'a malformed chunk after a pause',
    [send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{hi}\r\n'), wait(60), send('xyz\r\n')],
    '200 {hi}…',
  ],
  ['no answer', [], '504 (deadline)'],
  ['closed before an answer', ['end'], '502 (reset)'],
  ['reset before an answer', ['reset'], '502 (reset)'],
  ['closed in the head', [send('HTTP/1.1 200 OK\r\nX: y'), 'end'], '502 (reset)'],
  ['a head that stalls', [send('HTTP/1.1 200 OK\r\nX: y')], '504 (deadline)'],
  ['a body that stalls', [send('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{hi}')], '200 {hi}…'],
  ['a body without a length that stalls', [send('HTTP/1.1 200 OK\r\n\r\n{hi}')], '200 {hi}…', '200 {hi}', FRAMED],
  [
    'a body that is slow, but moves',
    [
      send('HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{'),
      wait(400),
      send('hi'),
      wait(400),
      send('ho'),
      wait(400),
      send('!}'),
    ],
    '200 {hiho!}',
  ],
  [
    'interim answers without end',
    [...Array.from({ length: 20 }, () => [send('HTTP/1.1 102 Processing\r\n\r\n'), wait(100)]).flat()],
    '102 … 504 (deadline)',
    '102 …',
    DEADLINE,
  ],
];

const OK = 'HTTP/1.1 200 OK\r\n';
const HI_IN_CHUNKS = '4\r\n{hi}\r\n0\r\n\r\n';

export const ANSWERS: readonly ExchangeCase[] = [
  ...STATUS_LINES.map(([name, line, ...outcome]) =>
    exchange(name, null, thenEnd(`${line}\r\nContent-Length: 4\r\n\r\n{hi}`), ...outcome),
  ),
  ...FIELDS.map(([name, fields, ...outcome]) =>
    exchange(name, null, ['request', send(`${OK}${fields}Content-Length: 4\r\n\r\n{hi}`)], ...outcome),
  ),
  ...LENGTHS.map(([value, ...outcome]) =>
    exchange(`Content-Length: «${value}»`, null, thenEnd(`${OK}Content-Length: ${value}\r\n\r\n{hi}`), ...outcome),
  ),
  ...CODINGS.map(([value, ...outcome]) =>
    exchange(
      `Transfer-Encoding: «${value}»`,
      null,
      thenEnd(`${OK}Transfer-Encoding: ${value}\r\n\r\n${HI_IN_CHUNKS}`),
      ...outcome,
    ),
  ),
  ...CHUNKS.map(([name, body, ...outcome]) =>
    exchange(`chunks: ${name}`, null, ['request', send(`${OK}Transfer-Encoding: chunked\r\n\r\n${body}`)], ...outcome),
  ),
  ...INSTANCES.map(([name, steps, ...outcome]) => exchange(name, null, ['request', ...steps], ...outcome)),
];

function thenEnd(text: string): Step[] {
  return ['request', send(text), wait(30), 'end'];
}
