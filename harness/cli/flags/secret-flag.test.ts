import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { InputErrors } from '../../../mock-service/settings/input-errors.ts';
import { Given, UsageError } from './command.ts';
import { secretSources } from './secret-flag.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-secrets-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));
const ENV = { TOKEN: 'from the environment', PIN: '123' };

function file(name: string, text: string): string {
  writeFileSync(join(FOLDER, name), text);
  return join(FOLDER, name);
}

function read(...texts: string[]) {
  return secretSources(new Given([], { 'secret-source': texts }), ENV).secretSources;
}

describe('--secret-source', () => {
  test('is nothing where it is not given', () => {
    expect(secretSources(new Given([], {}), ENV)).toEqual({});
  });

  test.each([
    ['mock=key=not cool,other=a=b=c', null, false, { key: 'not cool', other: 'a=b=c' }],
    ['mock=default,name=second,key=a secret', 'second', true, { key: 'a secret' }],
    ['env=TOKEN', null, false, { TOKEN: 'from the environment' }],
    [
      `file=name=vault,${file('keys', 'a=very secret\n\r\nb=one=two\n')}`,
      'vault',
      false,
      { a: 'very secret', b: 'one=two' },
    ],
    [`file=default,filename=${file('more', 'c=even more')}`, null, true, { c: 'even more' }],
  ])('%s', (text, name, isDefault, values) => {
    const secrets = Object.entries(values).map(([key, value]) => ({ name: key, value }));
    expect(read(text)).toEqual([{ name, isDefault, secrets }]);
  });

  test('may be given more than once', () => expect(read('mock=a=1234', 'env=TOKEN')).toHaveLength(2));

  test.each(['secret-text', 'vault=secret-text', 'url=urlTemplate=http://secret-text', 'mock=secret-text', 'file='])(
    '%s is a usage error that does not repeat it',
    text => {
      expect(() => read(text)).toThrow(UsageError);
      expect(() => read(text)).not.toThrow('secret-text');
    },
  );

  test('tells everything that is wrong at once, with its place and without the secret', () => {
    const keys = file('wrong', 'good=long enough\nsecret-text\nshort=abc\n');
    const errors = (text: string): string => {
      try {
        read(text, 'env=ABSENT', 'env=PIN');
      } catch (error) {
        if (error instanceof InputErrors) return error.message;
        throw error;
      }
      return '';
    };
    const others = [
      '--secret-source env: the environment has no variable ABSENT',
      '--secret-source env: the secret PIN is too short to be hidden wherever it may occur: 4 characters at least',
    ];
    expect(errors(`file=${keys}`).split('\n')).toEqual([`${keys}:2:1: not KEY=VALUE`, ...others]);
    expect(errors(`file=${file('brief', 'short=abc')}`)).toContain(':1:1: the secret short is too short');
    expect(errors(`file=${join(FOLDER, 'none')}`)).toContain('none: no such file');
  });
});
