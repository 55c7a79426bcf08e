import { expect, test } from 'vitest';
import { originForm } from './request-target.ts';

test.each([
  ['/a/../b//c?d=%2f', 'a', '/a/../b//c?d=%2f'],
  ['http://graph.example/v1/../x//y?a=b', 'graph.example', '/v1/../x//y?a=b'],
  ['HTTPS://Graph.Example:8443', 'graph.example:8443', '/'],
  ['http://a?b=c', 'a', '/?b=c'],
  ['http://a:80/x', 'A', '/x'],
  ['https://a/x', 'a:443', '/x'],
])('%s at %s is %s, untouched', (target, host, path) => {
  expect(originForm(target, host)).toBe(path);
});

test.each([
  ['http://other/x', 'a'],
  ['http://user@a/x', 'a'],
  ['http://a:8080/x', 'a'],
  ['http://a:443/x', 'a'],
  ['http://a/x', null],
  ['/x#y', 'a'],
  ['http://a/x#y', 'a'],
  ['*', 'a'],
  ['x', 'a'],
  ['ftp://a/x', 'a'],
])('%s at %s is refused', (target, host) => {
  expect(originForm(target, host)).toBeNull();
});
