import { expect, test } from 'vitest';
import type { AnySpec } from './drill-spec.ts';
import { missedSite } from './missed-site.ts';

const script = { absoluteUrls: [{ origin: 'https://shop.example', file: 'shop.ts', line: 3, column: 5 }] };
const spec = (more: object) => ({ env: {}, ...more }) as AnySpec;

test('a script that names a place of its own is told that the modelled site is elsewhere', () => {
  expect(missedSite(spec({}), script)).toEqual([
    'shop.ts:3:5: what is sent to https://shop.example does not reach the site under test: ' +
      'the modelled site is in __ENV.BASE_URL, and --target FILE drills one that exists',
  ]);
  expect(missedSite(spec({ env: { BASE_URL: 'http://x' } }), { absoluteUrls: [] })).toEqual([
    expect.stringMatching(/^-e BASE_URL=http:\/\/x: what is sent there does not reach/),
  ]);
});

test('on a target nobody is told anything', () => {
  expect(missedSite(spec({ target: {} }), script)).toEqual([]);
});
