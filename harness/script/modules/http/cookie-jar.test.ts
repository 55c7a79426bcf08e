import { expect, test } from 'vitest';
import { CookieJar } from './cookie-jar.ts';
import { parseSetCookies } from './set-cookie.ts';

const NOW = Date.UTC(2026, 5, 1);

function jarWith(url: string, header: string): CookieJar {
  const jar = new CookieJar(() => NOW);
  jar.store(url, header);
  return jar;
}

test('Set-Cookie is read with all its attributes', () => {
  const header =
    'a="1"; Path=/x; Domain=.Example.com; Max-Age=60; Secure; HttpOnly, b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT\nc=x=y; Max-Age=0';
  const plain = { domain: '', path: '', httpOnly: false, secure: false, maxAge: 0, expires: null };
  expect(parseSetCookies(header)).toEqual([
    { ...plain, name: 'a', value: '1', path: '/x', domain: 'example.com', maxAge: 60, secure: true, httpOnly: true },
    { ...plain, name: 'b', value: '2', expires: Date.UTC(2026, 9, 21, 7, 28) },
    { ...plain, name: 'c', value: 'x=y', maxAge: -1 },
  ]);
});

test.each([
  ['the host alone without a domain', 'http://a.example/', 'c=1', 'http://b.a.example/', {}],
  ['hosts under its domain', 'http://a.example/', 'c=1; Domain=a.example', 'http://b.a.example/', { c: ['1'] }],
  ['nobody, if the domain is not the host’s', 'http://a.example/', 'c=1; Domain=b.example', 'http://b.example/', {}],
  ['the folder of the page', 'http://a.example/x/y', 'c=1', 'http://a.example/x/z', { c: ['1'] }],
  ['no other folder', 'http://a.example/x/y', 'c=1', 'http://a.example/xy', {}],
  ['its path and below', 'http://a.example/', 'c=1; Path=/p', 'http://a.example/p/q', { c: ['1'] }],
  ['https alone, if secure', 'http://a.example/', 'c=1; Secure', 'http://a.example/', {}],
  ['nobody, when it has expired', 'http://a.example/', 'c=1; Max-Age=0', 'http://a.example/', {}],
  [
    'nobody, after its date',
    'http://a.example/',
    'c=1; Expires=Wed, 21 Oct 2020 07:28:00 GMT',
    'http://a.example/',
    {},
  ],
])('a cookie goes to %s', (_, from, header, to, expected) => {
  expect(jarWith(from, header).cookiesForURL(to)).toEqual(expected);
});

test('a new value replaces the old one', () => {
  const jar = jarWith('http://a.example/', 'c=1');
  jar.store('http://a.example/', 'c=2');
  expect(jar.cookiesForURL('http://a.example/')).toEqual({ c: ['2'] });
});

test('scripts set, delete and clear', () => {
  const jar = new CookieJar(() => NOW);
  jar.set('http://a.example/x', 'c', 1);
  jar.set('http://a.example/', 'd', 'v', { path: '/deep', max_age: 5 });
  jar.set('http://b.example/', 'e', 'w');
  expect(jar.cookiesForURL('http://a.example/deep/')).toEqual({ d: ['v'], c: ['1'] });
  jar.delete('http://a.example/', 'c');
  expect(jar.cookiesForURL('http://a.example/deep')).toEqual({ d: ['v'] });
  jar.clear('http://a.example/deep');
  expect([jar.cookiesForURL('http://a.example/deep'), jar.cookiesForURL('http://b.example/')]).toEqual([
    {},
    { e: ['w'] },
  ]);
  expect(() => jar.set('http://a.example/', 'c', 1, { expires: 'soon' })).toThrow(
    "the cookie's 'expires' is not a date (got 'soon')",
  );
});

test('a script that sets a cookie of 1970 deletes it', () => {
  const jar = jarWith('http://a.example/', 'c=1; Path=/');
  jar.set('http://a.example/', 'c', '2', { expires: 'Thu, 01 Jan 1970 00:00:00 GMT' });
  expect(jar.cookiesForURL('http://a.example/')).toEqual({});
});
