import { type ExchangeCase, exchange, type Step, send, wait } from '../exchange-case.ts';
import { CODING, COLLECTED, STRICT, UNENDING, WRITTEN_ANEW } from './reasons.ts';

type Outcome = readonly [ours: string, haproxy?: string, why?: string];

/** `Content-Length`, before `hello`. */
const LENGTHS: readonly (readonly [value: string, ...Outcome])[] = [
  ['+5', '400 ⇠ nothing'],
  ['-5', '400 ⇠ nothing'],
  ['5x', '400 ⇠ nothing'],
  ['0x5', '400 ⇠ nothing'],
  ['5 ', '200 {hi} ⇠ POST / [5] hello'],
  [' 5', '200 {hi} ⇠ POST / [5] hello'],
  ['05', '200 {hi} ⇠ POST / [05] hello'],
  ['5,5', '400 ⇠ nothing', '200 {hi} ⇠ POST / [5] hello', STRICT],
  ['5, 5', '400 ⇠ nothing', '200 {hi} ⇠ POST / [5] hello', STRICT],
  ['5, 6', '400 ⇠ nothing'],
  ['5;', '400 ⇠ nothing'],
  ['5\t', '200 {hi} ⇠ POST / [5] hello'],
  ['', '400 ⇠ nothing'],
  ['1e1', '400 ⇠ nothing'],
  ['99999999999999999999', '400 ⇠ nothing'],
  ['5.0', '400 ⇠ nothing'],
  ["'5'", '400 ⇠ nothing'],
];

/** `Transfer-Encoding`, before `hello` in chunks. */
const CODINGS: readonly (readonly [value: string, ...Outcome])[] = [
  ['chunked', '200 {hi} ⇠ POST / [chunked] hello'],
  ['Chunked', '200 {hi} ⇠ POST / [chunked] hello', '200 {hi} ⇠ POST / [Chunked] hello', WRITTEN_ANEW],
  ['CHUNKED', '200 {hi} ⇠ POST / [chunked] hello', '200 {hi} ⇠ POST / [CHUNKED] hello', WRITTEN_ANEW],
  [' chunked', '200 {hi} ⇠ POST / [chunked] hello'],
  ['chunked ', '200 {hi} ⇠ POST / [chunked] hello'],
  ['\tchunked', '200 {hi} ⇠ POST / [chunked] hello'],
  ['chunked\t', '400 ⇠ nothing', '200 {hi} ⇠ POST / [chunked] hello', STRICT],
  ['xchunked', '501 ⇠ nothing', '400 ⇠ nothing', CODING],
  ['chunked, chunked', '400 ⇠ nothing'],
  ['chunked,chunked', '400 ⇠ nothing'],
  ['gzip, chunked', '501 ⇠ nothing', '422 ⇠ nothing', CODING],
  ['chunked, gzip', '400 ⇠ nothing'],
  ['gzip', '501 ⇠ nothing', '400 ⇠ nothing', CODING],
  ['identity', '501 ⇠ nothing', '400 ⇠ nothing', CODING],
  ['identity, chunked', '501 ⇠ nothing', '422 ⇠ nothing', CODING],
  ['chunked, identity', '400 ⇠ nothing'],
  [', chunked', '501 ⇠ nothing', '422 ⇠ nothing', CODING],
  ['chunked,', '400 ⇠ nothing', '200 {hi} ⇠ POST / [chunked,] hello', STRICT],
  ['chunked;a=b', '501 ⇠ nothing', '400 ⇠ nothing', CODING],
  ['"chunked"', '501 ⇠ nothing', '400 ⇠ nothing', CODING],
  ['chunk\x0bed', '400 ⇠ nothing'],
  ['\x0bchunked', '400 ⇠ nothing'],
  ['cow', '501 ⇠ nothing', '400 ⇠ nothing', CODING],
  ['', '400 ⇠ nothing'],
  ['chunked\x00', '400 ⇠ nothing'],
  ['chunked, ', '400 ⇠ nothing', '200 {hi} ⇠ POST / [chunked,] hello', STRICT],
  ['trailers', '501 ⇠ nothing', '400 ⇠ nothing', CODING],
  ['deflate,chunked', '501 ⇠ nothing', '422 ⇠ nothing', CODING],
];

/** Fields, and what comes behind the head. */
const BODIES: readonly (readonly [name: string, fields: string, body: string, ...Outcome])[] = [
  [
    'the same length twice',
    'Content-Length: 5\r\nContent-Length: 5\r\n',
    'hello',
    '400 ⇠ nothing',
    '200 {hi} ⇠ POST / [5] hello',
    STRICT,
  ],
  ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n', 'hello!', '400 ⇠ nothing'],
  ['two lengths, the second 0', 'Content-Length: 5\r\nContent-Length: 0\r\n', 'hello', '400 ⇠ nothing'],
  [
    'chunked in two fields',
    'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n',
    '5\r\nhello\r\n0\r\n\r\n',
    '400 ⇠ nothing',
  ],
  [
    'chunked, then identity, in two fields',
    'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n',
    '5\r\nhello\r\n0\r\n\r\n',
    '400 ⇠ nothing',
  ],
  [
    'gzip, then chunked, in two fields',
    'Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n',
    '5\r\nhello\r\n0\r\n\r\n',
    '501 ⇠ nothing',
    '422 ⇠ nothing',
    CODING,
  ],
  [
    'Transfer-Encoding with a space before the colon',
    'Transfer-Encoding : chunked\r\n',
    '5\r\nhello\r\n0\r\n\r\n',
    '400 ⇠ nothing',
  ],
  [
    'Transfer-Encoding folded',
    'Transfer-Encoding:\r\n chunked\r\n',
    '5\r\nhello\r\n0\r\n\r\n',
    '400 ⇠ nothing',
    '200 {hi} ⇠ POST / [chunked] hello',
    STRICT,
  ],
  [
    'Transfer-Encoding behind LF alone',
    'X: y\nTransfer-Encoding: chunked\r\n',
    '5\r\nhello\r\n0\r\n\r\n',
    '400 ⇠ nothing',
    '200 {hi} ⇠ POST / [chunked] hello',
    STRICT,
  ],
  [
    'length and chunks, with a request hidden behind the chunks',
    'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n',
    '0\r\n\r\nGET /evil HTTP/1.1\r\nHost: a\r\n\r\n',
    '400 ⇠ nothing',
    '200 {hi} ⇠ POST / [chunked] ',
    STRICT,
  ],
  [
    'chunks and length, with a request hidden in the length',
    'Transfer-Encoding: chunked\r\nContent-Length: 40\r\n',
    '0\r\n\r\nGET /evil HTTP/1.1\r\nHost: a\r\n\r\n',
    '400 ⇠ nothing',
    '200 {hi} ⇠ POST / [chunked] ',
    STRICT,
  ],
  [
    'xchunked and length, with a request hidden',
    'Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n',
    '0\r\n\r\nGET /evil HTTP/1.1\r\nHost: a\r\n\r\n',
    '400 ⇠ nothing',
  ],
  ['identity and length', 'Transfer-Encoding: identity\r\nContent-Length: 5\r\n', 'hello', '400 ⇠ nothing'],
  [
    'a request hidden behind the length, in one that ends the connection',
    'Content-Length: 2\r\n',
    'abGET /evil HTTP/1.1\r\nHost: a\r\n\r\n',
    '200 {hi} ⇠ POST / [2] ab',
  ],
  [
    'a short body that does not come',
    'Content-Length: 5\r\n',
    'he',
    '408 ⇠ nothing',
    '200 {hi} ⇠ POST / [5] he…',
    COLLECTED,
  ],
  ['a long body that does not come', 'Content-Length: 50000\r\n', 'he', '200 {hi} ⇠ POST / [50000] he…'],
];

/** What comes behind `Transfer-Encoding: chunked`. */
const CHUNKS: readonly (readonly [name: string, body: string, ...Outcome])[] = [
  ['a size that ends in LF', '5\nhello\r\n0\r\n\r\n', '400 ⇠ nothing', '200 {hi} ⇠ POST / [chunked] hello', STRICT],
  ['LF behind the data', '5\r\nhello\n0\r\n\r\n', '400 ⇠ nothing', '200 {hi} ⇠ POST / [chunked] hello', STRICT],
  ['nothing behind the data', '5\r\nhello0\r\n\r\n', '400 ⇠ nothing'],
  ['a size with a plus', '+5\r\nhello\r\n0\r\n\r\n', '400 ⇠ nothing'],
  ['a size with 0x', '0x5\r\nhello\r\n0\r\n\r\n', '400 ⇠ nothing'],
  ['a space behind the size', '5 \r\nhello\r\n0\r\n\r\n', '400 ⇠ nothing', '200 {hi} ⇠ POST / [chunked] hello', STRICT],
  ['a space before the size', ' 5\r\nhello\r\n0\r\n\r\n', '400 ⇠ nothing'],
  ['an extension', '5;a=b\r\nhello\r\n0\r\n\r\n', '200 {hi} ⇠ POST / [chunked] hello'],
  ['a quoted extension', '5;a="b;c"\r\nhello\r\n0\r\n\r\n', '200 {hi} ⇠ POST / [chunked] hello'],
  ['LF in an extension', '5;a\nb\r\nhello\r\n0\r\n\r\n', '400 ⇠ nothing'],
  ['CR in an extension', '5;a\rb\r\nhello\r\n0\r\n\r\n', '400 ⇠ nothing'],
  [
    'NUL in an extension',
    '5;a\x00b\r\nhello\r\n0\r\n\r\n',
    '400 ⇠ nothing',
    '200 {hi} ⇠ POST / [chunked] hello',
    STRICT,
  ],
  ['leading zeros in the size', '0005\r\nhello\r\n0\r\n\r\n', '200 {hi} ⇠ POST / [chunked] hello'],
  ['twenty zeros in the size', '00000000000000000005\r\nhello\r\n0\r\n\r\n', '200 {hi} ⇠ POST / [chunked] hello'],
  ['a size beyond all bounds', 'ffffffffffffffff5\r\nhello\r\n0\r\n\r\n', '400 ⇠ nothing'],
  ['an empty size', '\r\nhello\r\n0\r\n\r\n', '400 ⇠ nothing'],
  ['a negative size', '-1\r\nhello\r\n0\r\n\r\n', '400 ⇠ nothing'],
  ['a size that is no number', 'xyz\r\nhello\r\n0\r\n\r\n', '400 ⇠ nothing'],
  ['a trailer', '5\r\nhello\r\n0\r\nX: y\r\n\r\n', '200 {hi} ⇠ POST / [chunked] hello'],
  [
    'a trailer that is a length',
    '5\r\nhello\r\n0\r\nContent-Length: 9\r\n\r\n',
    '400 ⇠ nothing',
    '200 {hi} ⇠ POST / [chunked] hello',
    STRICT,
  ],
  ['a trailer that is none', '5\r\nhello\r\n0\r\nnonsense\r\n\r\n', '400 ⇠ nothing'],
  ['no line end at the end', '5\r\nhello\r\n0\r\n', '200 {hi} ⇠ POST / [chunked] hello…'],
  ['more data than the size', '2\r\nhello\r\n0\r\n\r\n', '400 ⇠ nothing'],
  ['chunks that do not come', '5\r\nhe', '200 {hi} ⇠ POST / [chunked] he…'],
];

const HELLO_IN_CHUNKS = '5\r\nhello\r\n0\r\n\r\n';

export const REQUEST_BODIES: readonly ExchangeCase[] = [
  ...LENGTHS.map(([value, ...outcome]) =>
    exchange(`Content-Length: «${shown(value)}»`, post(`Content-Length: ${value}\r\n`, 'hello'), null, ...outcome),
  ),
  ...CODINGS.map(([value, ...outcome]) =>
    exchange(
      `Transfer-Encoding: «${shown(value)}»`,
      post(`Transfer-Encoding: ${value}\r\n`, HELLO_IN_CHUNKS),
      null,
      ...outcome,
    ),
  ),
  ...BODIES.map(([name, fields, body, ...outcome]) => exchange(name, post(fields, body), null, ...outcome)),
  ...CHUNKS.map(([name, body, ...outcome]) =>
    exchange(`chunks: ${name}`, post('Transfer-Encoding: chunked\r\n', body), null, ...outcome),
  ),
  // Behind a head in a read of its own, and before any answer: all at once is a race within HAProxy.
  exchange(
    'chunks: an extension of 20 kB',
    [...post('Transfer-Encoding: chunked\r\n', ''), wait(100), send(`5;${'a'.repeat(20000)}\r\nhello\r\n0\r\n\r\n`)],
    ['request', wait(600), send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{hi}')],
    '413 ⇠ POST / [chunked] …',
    '200 {hi} ⇠ POST / [chunked] …',
    UNENDING,
  ),
];

function post(fields: string, body: string): Step[] {
  return [send(`POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${fields}\r\n${body}`)];
}

/** With control characters as JSON writes them. */
function shown(value: string): string {
  return JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"');
}
