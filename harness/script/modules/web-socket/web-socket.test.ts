import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { timer } from '../../../../mock-service/time/clock.ts';
import type { WebSocketEnd, WebSocketListener, WebSocketRequest, WebSockets } from '../../../transport/web-socket.ts';
import { twinOf } from '../../runtime/twin.ts';
import { atOnce, TestDrill } from '../test-drill.ts';
import { Blob } from './blob.ts';
import { bytesOf, checkCloseCode } from './message-data.ts';

const END: WebSocketEnd = { code: 1000, reason: '', failure: null, refusal: null, sentBytes: 10, receivedBytes: 20 };

/** Opens after 5 ms, says `hello` 5 ms later, and closes when it is asked to. */
class FakeSockets implements WebSockets {
  readonly requests: WebSocketRequest[] = [];
  readonly told: string[] = [];
  drill!: TestDrill;

  open(request: WebSocketRequest, listener: WebSocketListener) {
    this.requests.push(request);
    const { clock } = this.drill;
    const timers = [
      [5, () => listener.opened({ status: 101, headers: { 'set-cookie': 'a=1' }, body: '' })],
      [10, () => listener.message('hello')],
    ] as const;
    const set = timers.map(([ms, fire]) => {
      const due = timer(fire);
      clock.schedule(due, clock.now() + ms);
      return due;
    });
    const end = timer(() => listener.ended(END));
    return {
      bufferedBytes: 0,
      send: (data: string | Uint8Array) => void this.told.push(`send ${data}`),
      ping: (id: string) => void this.told.push(`ping ${id}`),
      close: (code: number | undefined) => {
        this.told.push(`close ${code}`);
        clock.schedule(end, clock.now() + 1);
      },
      abort: () => {
        for (const due of set) clock.cancel(due);
        this.told.push('abort');
        return { sentBytes: 10, receivedBytes: 20 };
      },
    };
  }
}

function drillWith(sockets = new FakeSockets()) {
  const drill = new TestDrill({}, {}, '.', [], sockets);
  sockets.drill = drill;
  // biome-ignore lint/suspicious/noExplicitAny: scripts are untyped here
  const connect = twinOf(drill.module('k6/ws').connect) as any;
  return { drill, sockets, connect };
}

describe('k6/ws', () => {
  test('measures a session that its script closes', () => {
    const { drill, sockets, connect } = drillWith();
    const response = drill.run(function* () {
      // biome-ignore lint/suspicious/noExplicitAny: scripts are untyped here
      return yield* connect('http://127.0.0.1:1/x#here', { tags: { room: 'a' } }, (socket: any) => {
        socket.on('message', (text: string) => {
          socket.send(text);
          socket.close();
        });
      });
    });
    expect(sockets.requests).toMatchObject([{ url: 'ws://127.0.0.1:1/x', compresses: false, timeoutMs: 60_000 }]);
    expect(sockets.told).toEqual(['send hello', 'close 1000']);
    expect(response).toMatchObject({ status: 101, headers: { 'Set-Cookie': 'a=1' }, error: '' });
    const { metrics } = drill;
    expect(['ws_connecting', 'ws_session_duration', 'ws_sessions'].map(name => metrics.values(name))).toEqual([
      [5],
      [11],
      [1],
    ]);
    expect(metrics.tags('ws_msgs_received')).toMatchObject([{ room: 'a', status: '101', name: 'ws://127.0.0.1:1/x' }]);
    expect([metrics.values('data_sent'), metrics.values('data_received')]).toEqual([[10], [20]]);
  });

  test('gives up the socket of a handler that throws', () => {
    const { drill, sockets, connect } = drillWith();
    const script = function* () {
      // biome-ignore lint/suspicious/noExplicitAny: scripts are untyped here
      yield* connect('ws://127.0.0.1:1/', (socket: any) => {
        socket.setInterval(() => {}, 3);
        socket.on('message', () => {
          throw new Error('of the handler');
        });
      });
    };
    expect(() => drill.run(script)).toThrow('of the handler');
    expect(sockets.told).toEqual(['abort']);
    expect(drill.clock.run(1e6)).toBe(0);
  });

  test('gives up what an interrupted iteration holds', () => {
    const { drill, sockets, connect } = drillWith();
    drill.interrupt(50, function* () {
      // biome-ignore lint/suspicious/noExplicitAny: scripts are untyped here
      yield* connect('ws://127.0.0.1:1/', (socket: any) => socket.setInterval(() => socket.ping(), 20));
    });
    expect(sockets.told).toEqual(['ping 0', 'ping 1', 'abort']);
    expect(drill.metrics.values('ws_session_duration')).toEqual([50]);
  });

  test.each([
    [['ftp://x', () => {}], 'begins with ws:// or wss://'],
    [['ws://x', {}, 'no function'], 'needs a function'],
    [['ws://x', { compression: 'gzip' }, () => {}], "compression is 'deflate'"],
    [['ws://x', { jar: {} }, () => {}], 'jar is what'],
  ])('%j is an error', (args, message) => {
    const { drill, connect } = drillWith();
    expect(() =>
      drill.run(function* () {
        yield* connect(...args);
      }),
    ).toThrow(message);
  });
});

test('k6/websockets: a socket of an iteration that fails is given up', () => {
  const { drill, sockets } = drillWith();
  const { WebSocket } = drill.module('k6/websockets');
  const script = atOnce(() => {
    new WebSocket('ws://127.0.0.1:1/').onmessage = () => {
      throw new Error('of the handler');
    };
  });
  expect(() => drill.run(script)).toThrow('of the handler');
  expect(sockets.told).toEqual(['abort']);
});

test('codes that an endpoint may close with', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 6000 }), code => {
      const may = (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code < 5000);
      if (may) expect(checkCloseCode(code)).toBe(code);
      else expect(() => checkCloseCode(code)).toThrow(RangeError);
    }),
  );
});

test('a blob is the bytes of its parts', () => {
  const blob = new Blob(['aé', new Uint8Array([1, 2]), new Uint8Array([3]).buffer, new Blob(['z'])], { type: 'x/y' });
  expect([blob.size, blob.type]).toEqual([7, 'x/y']);
  expect([...(Blob.bytesIn(blob.slice(1, 4)) ?? [])]).toEqual([195, 169, 1]);
  expect([Blob.bytesIn('text'), bytesOf('text')]).toEqual([null, null]);
});
