import { expect, test } from 'vitest';
import { RequestClasses } from './request-classes.ts';

const classes = new RequestClasses([
  { name: 'user', routes: ['GET /play/:id', 'POST /play'], header: null },
  { name: 'device', routes: ['GET /config'], header: { name: 'X-Kind', value: 'device' } },
  { name: 'prefetch', routes: ['GET /ahead/:id'], header: null },
]);
const of = (method: string, path: string, headers: Record<string, string> = {}) =>
  classes.names[classes.of(method, path, headers)];

test('by route, whatever the query', () => {
  expect(of('GET', '/play/7?now=1')).toBe('user');
  expect(of('GET', '/ahead/7')).toBe('prefetch');
  expect(of('POST', '/ahead/7')).toBe('user');
});

test('by a header, whatever its case', () => {
  expect(of('GET', '/other', { 'x-kind': 'device' })).toBe('device');
  expect(of('GET', '/other', { 'X-KIND': 'other' })).toBe('user');
  expect(of('GET', '/ahead/7', { 'x-kind': 'device' })).toBe('device');
});

test('by the name that it brings, before all else; a name that there is not says nothing', () => {
  expect(of('GET', '/play/7', { 'x-headroom-class': 'prefetch' })).toBe('prefetch');
  expect(of('GET', '/ahead/7', { 'X-Headroom-Class': 'none' })).toBe('prefetch');
});

test('the first class that a request is of counts, and one of none is of the first', () => {
  expect(of('GET', '/play/7', { 'x-kind': 'device' })).toBe('user');
  expect(of('GET', '/other')).toBe('user');
  expect(() => classes.rankOf('none')).toThrow('no class "none"; there are user, device, prefetch');
});
