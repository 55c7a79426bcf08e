import { expect, test } from 'vitest';
import { InputErrors } from './input-errors.ts';
import { parseCacheSettings } from './read-cache-settings.ts';
import { parseSetOption } from './set-option.ts';

test('a path is any depth that files have, and no more', () => {
  expect(parseSetOption(' a.b = {c: 1}')).toEqual({
    text: ' a.b = {c: 1}',
    path: 'a.b',
    steps: ['a', 'b'],
    value: { c: 1 },
  });
  for (const text of ['', '=', 'a', 'a=', ' = 1', `${'in.'.repeat(20_000)}x=1`, `${' '.repeat(100_000)}x`])
    expect(() => parseSetOption(text)).toThrow(InputErrors);
});

test('a name that every object has is a key as any other: unknown', () => {
  for (const path of ['__proto__.ttl', '__proto__', 'constructor', 'valueOf'])
    expect(() => parseCacheSettings('capacity: 10', 'a.yaml', [parseSetOption(`${path}=1`)])).toThrow('unknown key');
  expect(({} as Record<string, unknown>).ttl).toBeUndefined();
});
