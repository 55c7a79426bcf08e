import { expect, test } from 'vitest';
import { Given, UsageError } from './flags/command.ts';
import { remoteWriteFlag } from './write-results.ts';

function flag(url: string, ...allowed: string[]): ReturnType<typeof remoteWriteFlag> {
  return remoteWriteFlag(new Given([], { 'remote-write': url, 'allow-host': allowed }));
}

test('figures go to this machine, or to a host that is allowed', () => {
  expect(flag('http://127.0.0.1:9090/api/v1/write')?.url).toBe('http://127.0.0.1:9090/api/v1/write');
  expect(flag('https://prometheus.example/write', 'prometheus.example')?.url).toBe('https://prometheus.example/write');
  expect(() => flag('https://prometheus.example/write')).toThrow(
    new UsageError(
      '--remote-write: prometheus.example is not this machine; allow it with --allow-host prometheus.example',
    ),
  );
});

test('a name that looks like this machine is not taken for it, and what allows nothing is refused', () => {
  expect(() => flag('http://prod.localhost:9090/write')).toThrow('prod.localhost is not this machine');
  expect(() => flag('http://a.example/write', 'http://a.example')).toThrow(
    new UsageError(
      '--allow-host: http://a.example names no host: it takes a name or an address, without scheme, port and path: a.example',
    ),
  );
});

test('without the flag nothing is sent', () => {
  expect(remoteWriteFlag(new Given([], {}))).toBeNull();
});

test('what is no URL', () => {
  expect(() => flag('9090')).toThrow('--remote-write not a URL: 9090; for a Prometheus on this machine');
});
