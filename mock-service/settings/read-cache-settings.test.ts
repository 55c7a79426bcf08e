import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { readCacheSettings } from '../files/read-cache-settings-file.ts';
import { cacheSettingsSchema } from './cache-settings-schema.ts';
import { printSettings } from './differences.ts';
import { InputErrors } from './input-errors.ts';
import { KNOBS } from './knobs.ts';
import { checkCacheSettings, parseCacheSettings, readPrinted } from './read-cache-settings.ts';

const KNOB_NAMES = Object.keys(KNOBS).join(', ');

/** The whole message for a text that is wrong. */
function messageFor(text: string): string {
  return messageOf(() => parseCacheSettings(text, 'x.yaml'));
}

function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof InputErrors) return error.message.replaceAll(KNOB_NAMES, '<knobs>');
    throw error;
  }
  return 'no error';
}

describe('values', () => {
  test('a key that is left out has the baseline value', () => {
    const file = fileURLToPath(new URL('baseline.yaml', import.meta.url));
    expect(checkCacheSettings({}).settings).toEqual(readCacheSettings(file).settings);
  });

  test('every knob is read into the model’s units', () => {
    const text = `
capacity: 64MiB
policy: sieve
ttl: none
ttlJitter: 0.25
expiry: fixed
coalesce: false
refreshAhead: off
staleWhileRevalidate: 0s
staleIfError: 0
negativeTtl: 1.5s
keepLateResults: false
entrySize: 4KiB
scope: pool`;
    expect(parseCacheSettings(text, 'folder/mine.yaml')).toMatchObject({
      name: 'mine',
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      settings: {
        capacity: { bytes: 67_108_864 },
        policy: 'sieve',
        ttlMs: Number.POSITIVE_INFINITY,
        ttlJitter: 0.25,
        expiry: 'fixed',
        coalesce: false,
        refreshAheadBeta: null,
        staleWhileRevalidateMs: 0,
        staleIfErrorMs: 0,
        negativeTtlMs: 1500,
        keepLateResults: false,
        entrySizeBytes: 4096,
        scope: 'pool',
      },
    });
  });

  test('the fingerprint is of the values, not of how they are written', () => {
    const fingerprint = parseCacheSettings('ttl: 60s\ncapacity: 500', 'a.yaml').fingerprint;
    expect(parseCacheSettings('# other text\ncapacity: 500\nttl: 1m\npolicy: lru', 'b.yaml').fingerprint).toBe(
      fingerprint,
    );
    expect(parseCacheSettings('ttl: 61s\ncapacity: 500', 'a.yaml').fingerprint).not.toBe(fingerprint);
  });

  test('never expiring and not knowing are told apart by the fingerprint', () => {
    expect(checkCacheSettings({ ttl: 'none' }).fingerprint).not.toBe(checkCacheSettings({}).fingerprint);
  });

  test('every knob’s default, printed, is what the file format says', () => {
    const { properties } = z.toJSONSchema(cacheSettingsSchema, { io: 'input' });
    const printed = printSettings(checkCacheSettings({}).settings);
    expect(
      Object.entries(properties ?? {}).map(([knob, each]) => [knob, String((each as { default: unknown }).default)]),
    ).toEqual(Object.entries(printed));
  });

  test('JSON is read like YAML', () => {
    expect(checkCacheSettings({ ttl: '1s', refreshAhead: { beta: 1 } }).settings).toMatchObject({
      ttlMs: 1000,
      refreshAheadBeta: 1,
    });
  });

  test('any settings, printed and read again, are the same', () => {
    const ms = fc.nat(5_000_000);
    const written = fc.record({
      capacity: fc.oneof(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 3000, max: 1e9 }).map(n => `${n}B`),
      ),
      policy: fc.constantFrom('lru', 'fifo', 'sieve'),
      ttl: ms.map(n => `${n + 1}ms`),
      ttlJitter: fc.double({ min: 0, max: 1, noNaN: true }),
      expiry: fc.constantFrom('fixed', 'sliding', 'current'),
      coalesce: fc.boolean(),
      refreshAhead: fc.oneof(fc.constant('off'), fc.record({ beta: fc.integer({ min: 1, max: 9 }) })),
      staleWhileRevalidate: ms.map(n => `${n}ms`),
      negativeTtl: ms.map(n => `${n}s`),
      entrySize: fc.integer({ min: 1, max: 3000 }).map(n => `${n}B`),
    });
    fc.assert(
      fc.property(written, value => {
        const first = checkCacheSettings(value);
        expect(readPrinted(printSettings(first.settings))).toEqual(first.settings);
      }),
      { numRuns: 60 },
    );
  });
});

describe('errors', () => {
  test('all of a file are told at once, in reading order', () => {
    expect(
      messageFor(`ttl: 300
ttlJiter: 5%
policy: lruu
coalesce: yes
ttl: 3s
refreshAhead: { bet: 1 }
capacity: 1.5
entrySize: 2KB
scope: site
`),
    ).toMatchInlineSnapshot(`
      "x.yaml:2:1 ttlJiter: unknown key; the keys here are <knobs>; did you mean ttlJitter?
      x.yaml:3:9 policy: not a value it can have (got lruu); one of lru, fifo, sieve; did you mean lru?
      x.yaml:4:11 coalesce: not true or false (got yes); true or false
      x.yaml:5:1 ttl: given twice (first in line 1); keep one
      x.yaml:6:17 refreshAhead.bet: unknown key; the keys here are beta; did you mean beta?
      x.yaml:7:11 capacity: not a whole number (got 1.5); a whole number of entries, such as 12000, or a size, such as 64MiB
      x.yaml:8:12 entrySize: not a size (got 2KB); a size with its unit, such as 64KiB, 512MiB or 2GiB, above 0B; did you mean 2KiB?
      x.yaml:9:8 scope: not a value it can have (got site); one of instance, pool, tier"
    `);
  });

  test('wrong units, signs and limits', () => {
    expect(
      messageFor(`capacity: 0
ttl: 0s
ttlJitter: 30
staleIfError: -5s
staleWhileRevalidate: 5 seconds
negativeTtl: [1s]
refreshAhead: { beta: 0 }
entrySize: 12
`),
    ).toMatchInlineSnapshot(`
      "x.yaml:1:11 capacity: below 1 (got 0); a whole number of entries, such as 12000, or a size, such as 64MiB
      x.yaml:2:6 ttl: not above 0s (got 0s); a duration with its unit, such as 50ms, 300s, 10m or 1.5h, above 0s; or none
      x.yaml:3:12 ttlJitter: above 100% (got 30); a share, such as 10% or 0.1, up to 100%; did you mean 30%?
      x.yaml:4:15 staleIfError: a negative duration (got -5s); a duration with its unit, such as 50ms, 300s, 10m or 1.5h
      x.yaml:5:23 staleWhileRevalidate: not a duration (got 5 seconds); a duration with its unit, such as 50ms, 300s, 10m or 1.5h; did you mean 5s?
      x.yaml:6:14 negativeTtl: not a duration (got ["1s"]); a duration with its unit, such as 50ms, 300s, 10m or 1.5h
      x.yaml:7:23 refreshAhead.beta: not above 0 (got 0); a number, above 0 up to 100
      x.yaml:8:12 entrySize: a size without a unit (got 12); a size with its unit, such as 64KiB, 512MiB or 2GiB, above 0B; did you mean 12MiB?"
    `);
  });

  test('combinations in which a knob could never act', () => {
    expect(
      messageFor(`ttl: none
expiry: sliding
refreshAhead: { beta: 1 }
staleWhileRevalidate: 10s
staleIfError: 30s
capacity: 1KiB
`),
    ).toMatchInlineSnapshot(`
      "x.yaml:2:9 expiry: can never act, since ttl: none lets nothing expire (got sliding); leave out expiry, or give a ttl
      x.yaml:3:15 refreshAhead: can never act, since ttl: none lets nothing expire (got {"beta":1}); leave out refreshAhead, or give a ttl
      x.yaml:4:23 staleWhileRevalidate: can never act, since ttl: none lets nothing expire (got 10s); leave out staleWhileRevalidate, or give a ttl
      x.yaml:5:15 staleIfError: can never act, since ttl: none lets nothing expire (got 30s); leave out staleIfError, or give a ttl
      x.yaml:6:11 capacity: no entry fits (got 1KiB); capacity must be at least one entrySize"
    `);
  });

  test('combinations are checked beside values that are wrong', () => {
    expect(messageFor('ttl: none\nstaleIfError: 30s\npolicy: random')).toMatchInlineSnapshot(`
      "x.yaml:2:15 staleIfError: can never act, since ttl: none lets nothing expire (got 30s); leave out staleIfError, or give a ttl
      x.yaml:3:9 policy: not a value it can have (got random); one of lru, fifo, sieve"
    `);
  });

  test('a value that is wrong by itself is not compared with others', () => {
    expect(messageFor('ttl: none\nstaleIfError: 30')).toMatchInlineSnapshot(
      `"x.yaml:2:15 staleIfError: a duration without a unit (got 30); a duration with its unit, such as 50ms, 300s, 10m or 1.5h; did you mean 30s?"`,
    );
  });

  test('syntax', () => {
    expect(messageFor('ttl: 3s\n  policy: lru\nscope: "pool\n')).toMatchInlineSnapshot(`
      "x.yaml:1:6: not valid YAML here: a "key: value" inside a value; is the next line indented too far?
      x.yaml:4:1: not valid YAML here: Missing closing "quote"
    `);
  });

  test.each([
    'ttl: 3s\n policy: lru\n capacity: 5\nscope: pool\n',
    'a:\n    b: 1\n  c: 2\n  d: 3\ne: 4\n',
    'a:\n  b:\n    c: 1\n   d: 2\n    e: 3\nf: 4\n',
    'a:\n\tb: 1\n\tc: 2\n',
  ])('one slip of indenting is one message: %j', text => {
    expect(messageFor(text).split('\n')).toHaveLength(1);
  });

  test.each(['', '# only a comment\n', 'null', '~'])('an empty file %j', text => {
    expect(messageFor(text)).toMatch(/^x\.yaml:\d+:\d+: empty; a mapping with <knobs> is needed$/);
  });

  test.each(['- ttl: 3s', 'ttl', '42'])('no mapping: %s', text => {
    expect(messageFor(text)).toMatch(/^x\.yaml:1:1: not a mapping \(got .*\); a mapping with <knobs>$/);
  });

  test('two documents in one file', () => {
    expect(messageFor('ttl: 3s\n---\nttl: 4s\n')).toMatch(/^x\.yaml:2:1: not valid YAML here: /);
  });

  test('inline settings have no line', () => {
    expect(messageOf(() => checkCacheSettings({ ttl: 5, polcy: 'lru' }))).toMatchInlineSnapshot(`
      "inline settings ttl: a duration without a unit (got 5); a duration with its unit, such as 50ms, 300s, 10m or 1.5h, above 0s; or none; did you mean 5s?
      inline settings polcy: unknown key; the keys here are <knobs>; did you mean policy?"
    `);
  });

  test('a missing file, with the one that was meant', () => {
    const folder = mkdtempSync(join(tmpdir(), 'headroom-settings-'));
    writeFileSync(join(folder, 'short-ttl.yaml'), 'ttl: 1s');
    const message = (file: string): string => {
      try {
        readCacheSettings(file);
      } catch (error) {
        return (error as Error).message.replaceAll(folder, '<folder>');
      }
      return 'no error';
    };
    expect([
      message(join(folder, 'short_tl.yaml')),
      message(join(folder, 'else.yaml')),
      message(join(folder, 'nowhere', 'x.yaml')),
      message(folder),
    ]).toMatchInlineSnapshot(`
      [
        "<folder>/short_tl.yaml: no such file; did you mean <folder>/short-ttl.yaml?",
        "<folder>/else.yaml: no such file",
        "<folder>/nowhere/x.yaml: no such file, nor is there a folder <folder>/nowhere",
        "<folder>: a folder; a file is needed",
      ]
    `);
  });
});

describe('whatever is written', () => {
  const KEYS = [
    'ttl',
    'capacity',
    'refreshAhead',
    'ttlJitter',
    'policy',
    'coalesce',
    'staleIfError',
    '__proto__',
    'toString',
  ];
  const onlyInputErrors = (read: () => unknown): void => {
    try {
      read();
    } catch (error) {
      if (!(error instanceof InputErrors)) throw error;
      expect(error.problems.length).toBeGreaterThan(0);
      for (const { line, column } of error.problems) {
        if (line !== null) expect(Math.min(line, column ?? 0)).toBeGreaterThan(0);
      }
    }
  };

  test('a text gives settings or InputErrors', () => {
    const line = fc.tuple(fc.constantFrom(...KEYS), fc.constantFrom(':', ': ', ' '), fc.string({ maxLength: 12 }));
    const lines = fc.array(line, { maxLength: 6 }).map(each => each.map(parts => parts.join('')).join('\n'));
    const text = fc.oneof(fc.string(), lines, fc.string({ unit: fc.constantFrom(...'[]{}:-,&*!|>\'"%@ \n\tattl') }));
    fc.assert(fc.property(text, written => onlyInputErrors(() => parseCacheSettings(written, 'x.yaml'))));
  });

  test('any value under known keys gives settings or InputErrors', () => {
    const value = fc.dictionary(fc.constantFrom(...KEYS), fc.jsonValue());
    fc.assert(fc.property(value, written => onlyInputErrors(() => parseCacheSettings(stringify(written), 'x.yaml'))));
    fc.assert(fc.property(fc.jsonValue(), written => onlyInputErrors(() => checkCacheSettings(written))));
  });

  test.each(['policy', 'coalesce', 'staleIfError', 'ttl'])('a mapping with a key toString for %s', key => {
    for (const value of [{ toString: {} }, [{ toString: null, valueOf: null }]])
      expect(() => checkCacheSettings({ [key]: value })).toThrow(InputErrors);
  });

  test.each([
    ['nesting', '['.repeat(20_000)],
    [
      'aliases of aliases',
      `a: &a [x]\n${[...'bcdefghij'].map((key, i) => `${key}: &${key} [${`*${'abcdefghi'[i]},`.repeat(9)}]`).join('\n')}`,
    ],
    ['an alias of nothing', 'ttl: *nothing'],
    ['an alias of itself', 'ttl: &a [*a]'],
    ['keys that are no text', '? [a, b]\n: 1\n3: 4\nnull: 5\n? {x: y}\n: 6'],
    ['length', `ttl: ${'9'.repeat(400)}s`],
  ])('too much %s gives InputErrors', (_, text) => {
    expect(() => parseCacheSettings(text, 'x.yaml')).toThrow(InputErrors);
  });
});
