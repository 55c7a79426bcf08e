import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { remoteLibraries, resolveRemote } from './resolve-remote.ts';

test('each library has a local file, whatever its version', () => {
  for (const name of remoteLibraries) {
    const file = resolveRemote(`https://jslib.k6.io/${name}/1.4.0/index.js`);
    expect(file).toBe(resolveRemote(`https://jslib.k6.io/${name}/0.0.2/index.js`));
    expect(existsSync(file as string)).toBe(true);
  }
});

test.each([
  'https://raw.githubusercontent.com/benc-uk/k6-reporter/main/dist/bundle.js',
  'https://raw.githubusercontent.com/benc-uk/k6-reporter/2.4.0/dist/bundle.js',
  'https://cdn.jsdelivr.net/gh/benc-uk/k6-reporter@latest/dist/bundle.js',
])('%s has one', url => {
  expect(existsSync(resolveRemote(url) as string)).toBe(true);
});

test.each([
  'https://jslib.k6.io/aws/0.11.0/s3.js',
  'https://jslib.k6.io/constructor/1.0.0/index.js',
  'https://example.com/k6-utils/1.4.0/index.js',
  'http://jslib.k6.io/k6-utils/1.4.0/index.js',
])('%s has none', url => {
  expect(resolveRemote(url)).toBe(null);
});
