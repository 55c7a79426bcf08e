import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Target, UrlSplitter, urlTemplate } from './url.ts';

function split(splitter: UrlSplitter, url: string): Target | null {
  const target: Target = { origin: '', path: '', url: '', userInfo: null };
  return splitter.split(url, target) ? target : null;
}

test('any path comes out as the URL standard has it, seen before or not', () => {
  const splitter = new UrlSplitter();
  split(splitter, 'http://127.0.0.1:8080/');
  const part = fc.oneof(
    fc.string({ unit: 'binary-ascii' }),
    fc.constantFrom('/', '.', '..', '/./', '#', '?', 'ü', ' '),
  );
  fc.assert(
    fc.property(fc.array(part), parts => {
      const text = `http://127.0.0.1:8080/${parts.join('')}z`;
      const url = URL.parse(text);
      expect(split(splitter, text)?.path).toBe(url === null ? undefined : url.pathname + url.search);
    }),
  );
});

test('an origin is not mistaken for one that starts alike', () => {
  const splitter = new UrlSplitter();
  split(splitter, 'http://127.0.0.1:80801/');
  split(splitter, 'http://127.0.0.1:8080/');
  expect(split(splitter, 'http://127.0.0.1:8080@evil.example/x')).toEqual({
    origin: 'http://evil.example',
    path: '/x',
    url: 'http://evil.example/x',
    userInfo: '127.0.0.1:8080',
  });
  expect(split(splitter, 'http://127.0.0.1:8080')?.path).toBe('/');
  expect(split(splitter, 'http://127.0.0.1:8080?a=1')?.path).toBe('/?a=1');
});

test.each(['', 'nonsense', '/path', 'ftp://host/x', 'http://', 'file:///etc/passwd'])(
  '%j is no URL to send to',
  url => {
    expect(split(new UrlSplitter(), url)).toBe(null);
  },
);

test('http.url names a request by its template', () => {
  const id = 7;
  const name = 'http://a/posts/${}/x?${}';
  expect({ ...urlTemplate`http://a/posts/${id}/x?${'q'}` }).toEqual({ url: 'http://a/posts/7/x?q', name });
});
