import { expect, test } from 'vitest';
import { cookieIn, partOf, queryIn } from './request-part.ts';

test.each([
  ['/a?q=1', '1'],
  ['/a?b=2&q=x%20y+z', 'x y z'],
  ['/a?qq=1&q=2&q=3', '2'],
  ['/a?q', ''],
  ['/a?q=&r=1', ''],
  ['/a?r=q=1', ''],
  ['/a?q=a=b', 'a=b'],
  ['/a?q=%zz', '%zz'],
  ['/q=1', ''],
])('the query parameter q of %s', (path, value) => {
  expect(queryIn(path, 'q')).toBe(value);
});

test('a cookie among others', () => {
  expect(cookieIn({ Cookie: 'a=1; sid=x=y ; b=2' }, 'sid')).toBe('x=y');
  expect(cookieIn({ cookie: 'asid=1' }, 'sid')).toBe('');
  expect(cookieIn({}, 'sid')).toBe('');
});

test('a part that a request does not have is nothing', () => {
  const request = { path: '/a', params: {}, headers: {} };
  expect((['path', 'query', 'header'] as const).map(place => partOf(request, place, 'x'))).toEqual(['', '', '']);
});
