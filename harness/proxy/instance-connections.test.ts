import { afterEach, expect, test } from 'vitest';
import { VirtualClock } from '../../mock-service/time/virtual-clock.ts';
import type { TransportFailure } from '../transport/exchange.ts';
import type { InstanceConnection } from './instance-connection.ts';
import { InstanceConnections } from './instance-connections.ts';
import type { LiveCall } from './live-call.ts';
import { rawInstance, stopAll } from './test-live-site.ts';

afterEach(stopAll);

/** Sends a request and waits for its end: what broke it, or null if nothing did. */
function carry(connection: InstanceConnection, meanwhile: () => void = () => {}): Promise<TransportFailure | null> {
  return new Promise(resolve => {
    const call = {
      method: 'GET',
      forwarder: { answered: () => true },
      begin() {},
      write: () => true,
      flush() {},
      complete: () => resolve(null),
      broke: resolve,
    };
    connection.send(call as unknown as LiveCall, 'GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    meanwhile();
  });
}

function site(head: string): Promise<string> {
  return rawInstance(socket => {
    const answer = () => socket.write(`HTTP/1.1 200 OK\r\n${head}Content-Length: 2\r\n\r\nhi`);
    answer();
    socket.on('data', answer);
  });
}

test('a connection that is not open in time is given up', async () => {
  const clock = new VirtualClock();
  const connections = new InstanceConnections(await site(''), clock, 250);
  // No byte can be exchanged before this turn ends, so the connection is still being opened.
  expect(await carry(connections.take(), () => clock.advance(250))).toBe('connect-timeout');
  expect(connections.open).toBe(0);
  connections.close();
});

test('an idle connection is used again', async () => {
  const connections = new InstanceConnections(await site(''), new VirtualClock(), 250);
  for (let i = 0; i < 3; i++) expect(await carry(connections.take())).toBeNull();
  expect(connections).toMatchObject({ open: 1, opened: 1 });
  connections.close();
});

test('but not when the instance is about to close it', async () => {
  const clock = new VirtualClock();
  const connections = new InstanceConnections(await site('Keep-Alive: timeout=5\r\n'), clock, 250);
  await carry(connections.take());
  clock.advance(3999);
  await carry(connections.take());
  expect(connections).toMatchObject({ open: 1, opened: 1 });
  clock.advance(3999 + 4000);
  await carry(connections.take());
  expect(connections).toMatchObject({ open: 1, opened: 2 });
  connections.close();
});
