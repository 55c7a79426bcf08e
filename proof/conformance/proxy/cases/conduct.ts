import { type ExchangeCase, exchange, type Step, send, wait } from '../exchange-case.ts';
import { ASKED, CONTINUES, IDLE, NO_HTTP2, ONCE_MORE, STRICT, TOLD } from './reasons.ts';

type Outcome = readonly [ours: string, haproxy?: string, why?: string];

const CALLERS: readonly (readonly [name: string, caller: readonly Step[], ...Outcome])[] = [
  [
    'HTTP/1.0 kept alive',
    [send('GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n'), wait(100), 'end'],
    '200 {hi}',
  ],
  [
    'lines that end in LF',
    [send('GET / HTTP/1.1\nHost: a\nConnection: close\n\n')],
    '400 ⇠ nothing',
    '200 {hi}',
    STRICT,
  ],
  ['lines that end in CR', [send('GET / HTTP/1.1\rHost: a\r\r')], '400 ⇠ nothing'],
  [
    'Expect: 100-continue',
    [
      send('POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n'),
      wait(50),
      send('ab'),
    ],
    '100 200 {hi} ⇠ POST / [2] ab',
    '200 {hi} ⇠ POST / [2] ab',
    CONTINUES,
  ],
  ['not HTTP', [send('hello\r\n\r\n')], '400 ⇠ nothing'],
  ['TLS', [send('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03')], '400 ⇠ nothing'],
  ['HTTP/2 at once', [send('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')], '400 ⇠ nothing', '\x00\x08\x00… ⇠ nothing', NO_HTTP2],
  ['nothing', [send('')], 'silence ⇠ nothing', '408 ⇠ nothing', IDLE],
  ['half a head', [send('GET / HTTP/1.1\r\nHo')], 'silence ⇠ nothing', '408 ⇠ nothing', IDLE],
  ['half a head, then closed', [send('GET / HTTP/1.1\r\nHo'), 'end'], '400 ⇠ nothing'],
  [
    'a head in slow pieces',
    [send('GET / HT'), wait(100), send('TP/1.1\r\nHost: a\r\n'), wait(100), send('Connection: close\r\n\r\n')],
    '200 {hi}',
  ],
  [
    'its half closed',
    [send('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'), 'end'],
    '100 200 {hi}',
    '200 {hi}',
    ASKED,
  ],
  [
    'three GETs in one piece',
    [
      send(
        'GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      ),
    ],
    '200 {hi} 200 {hi} 200 {hi} ⇠ GET /1, GET /2, GET /3',
  ],
  [
    'POST and GET in one piece',
    [
      send(
        'POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nabGET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      ),
    ],
    '200 {hi} 200 {hi} ⇠ POST /1 [2] ab, GET /2',
  ],
  [
    'a request behind one that ends the connection',
    [
      send(
        'GET /1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      ),
    ],
    '200 {hi} ⇠ GET /1',
  ],
  [
    'a good request and a bad one in one piece',
    [send('GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGE(T /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')],
    '200 {hi} 400 ⇠ GET /1',
  ],
];

const BOTH: readonly (readonly [name: string, caller: readonly Step[], instance: readonly Step[], ...Outcome])[] = [
  [
    'its half closed, and a slow instance',
    [send('GET / HTTP/1.1\r\nHost: a\r\n\r\n'), 'end'],
    ['request', wait(150), send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{hi}')],
    '100 200 {hi}',
    '200 {hi}',
    ASKED,
  ],
  [
    // In a read of its own, and before any answer: both at once are a race within HAProxy.
    'half a body, then closed',
    [send('POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhe'), wait(100), 'end'],
    ['request', wait(600), send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{hi}')],
    '400 ⇠ nothing',
    'closed ⇠ POST / [5] he…',
    TOLD,
  ],
  [
    'an early answer to an upload, then closed',
    [send(`POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3000000\r\n\r\n${'x'.repeat(3000000)}`)],
    ['request', send('HTTP/1.1 413 Too Much\r\nConnection: close\r\nContent-Length: 5\r\n\r\n{413}'), 'end'],
    '413 {413} ⇠ POST / [3000000] xxxxxxxx…',
  ],
  [
    'an early answer to an upload, then reset',
    [send(`POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3000000\r\n\r\n${'x'.repeat(3000000)}`)],
    [
      'request',
      send('HTTP/1.1 413 Too Much\r\nConnection: close\r\nContent-Length: 5\r\n\r\n{413}'),
      wait(20),
      'reset',
    ],
    '413 {413} ⇠ POST / [3000000] xxxxxxxx…',
  ],
  [
    'GET on a connection that the instance then resets',
    [
      send('GET /1 HTTP/1.1\r\nHost: a\r\n\r\n'),
      wait(80),
      send('GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
    ],
    ['request', send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{hi}'), 'request', 'reset'],
    '200 {hi} 200 {hi} ⇠ GET /1, GET /2, GET /2',
    '200 {hi} ⇠ GET /1, GET /2',
    ONCE_MORE,
  ],
  [
    'POST on a connection that the instance then resets',
    [
      send('GET /1 HTTP/1.1\r\nHost: a\r\n\r\n'),
      wait(80),
      send('POST /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab'),
    ],
    ['request', send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{hi}'), 'request', 'reset'],
    '200 {hi} 502 (reset) ⇠ GET /1, POST /2 [2] ab',
    '200 {hi} ⇠ GET /1, POST /2 [2] ab',
    TOLD,
  ],
  [
    'GET after the instance has closed its connection',
    [
      send('GET /1 HTTP/1.1\r\nHost: a\r\n\r\n'),
      wait(80),
      send('GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
    ],
    ['request', send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{hi}'), 'end'],
    '200 {hi} 200 {hi} ⇠ GET /1, GET /2',
  ],
  [
    'HEAD answered with a body',
    [send('HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')],
    ['request', send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{hi}')],
    '200 ⇠ HEAD /',
  ],
  [
    '204 with a body, and another request',
    [
      send('GET /1 HTTP/1.1\r\nHost: a\r\n\r\n'),
      wait(80),
      send('GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
    ],
    [
      'request',
      send('HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\n{no}'),
      'request',
      send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{hi}'),
    ],
    '204 204 ⇠ GET /1, GET /2',
  ],
];

/** How callers behave, and both sides together. */
export const CONDUCT: readonly ExchangeCase[] = [
  ...CALLERS.map(([name, caller, ...outcome]) => exchange(name, caller, null, ...outcome)),
  ...BOTH.map(([name, caller, instance, ...outcome]) => exchange(name, caller, instance, ...outcome)),
];
