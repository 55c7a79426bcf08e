import { expect, it } from 'vitest';
import { allowedHost, isLoopback, isThisMachine, reachOf } from './allowed-hosts.ts';

it.each([
  ['127.0.0.1', true],
  ['127.255.0.3', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['0.0.0.0', false],
  ['10.0.0.1', false],
  ['::2', false],
  ['::ffff:10.0.0.1', false],
  ['localhost', false],
])('%s is of this machine: %j', (address, loopback) => {
  expect(isLoopback(address)).toBe(loopback);
});

it.each([
  ['127.0.0.1', [], 'loopback'],
  ['[::1]', [], 'loopback'],
  ['10.0.0.1', [], 'nowhere'],
  ['[2001:db8::1]', [], 'nowhere'],
  ['10.0.0.1', ['10.0.0.1'], 'anywhere'],
  ['[2001:db8::1]', ['[2001:db8::1]'], 'anywhere'],
  ['Staging.example', ['staging.example'], 'anywhere'],
  // Wherever they lead is found out when they are called.
  ['staging.example', [], 'loopback'],
  ['prod.localhost', [], 'loopback'],
  ['localhost', ['localhost'], 'loopback'],
] as const)('%s with %j allowed: %s', (host, allowed, reach) => {
  expect(reachOf(host, allowed)).toBe(reach);
});

it('knows this machine by its address and its one name, not by what a name looks like', () => {
  expect(['localhost', '127.0.0.1', '[::1]'].every(isThisMachine)).toBe(true);
  expect(['prod.localhost', 'localhost.example', '10.0.0.1'].some(isThisMachine)).toBe(false);
});

it.each([
  ['staging.example.com', 'staging.example.com'],
  [' Staging.Example.com', 'staging.example.com'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['10.0.0.1', '10.0.0.1'],
  ['2001:DB8::1', '[2001:db8::1]'],
  ['[2001:db8::1]', '[2001:db8::1]'],
])('%s allows %s', (text, host) => {
  expect(allowedHost(text)).toBe(host);
});

it.each([
  ['https://staging.example.com/x', 'without scheme, port and path: staging.example.com'],
  ['staging.example.com:8080', 'without scheme, port and path: staging.example.com'],
  ['staging.example.com/path', 'without scheme, port and path: staging.example.com'],
  ['staging.example.com:', 'without scheme, port and path: staging.example.com'],
  ['[::1]:80', 'without scheme, port and path: [::1]'],
  ['user@staging.example.com', 'without scheme, port and path: staging.example.com'],
  ['*', 'there are no patterns'],
  ['*.example.com', 'there are no patterns'],
  ['', 'nothing names no host'],
  ['  ', 'names no host'],
  ['a b', 'a b names no host'],
])('%j can never match and is refused', (text, message) => {
  expect(() => allowedHost(text)).toThrow(RangeError);
  expect(() => allowedHost(text)).toThrow(message);
});
