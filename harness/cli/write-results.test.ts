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

test('without the flag nothing is sent', () => {
  expect(remoteWriteFlag(new Given([], {}))).toBeNull();
});

test('what is no URL', () => {
  expect(() => flag('9090')).toThrow('--remote-write not a URL: 9090; for a Prometheus on this machine');
});
