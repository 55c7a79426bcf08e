import { describe, expect, test } from 'vitest';
import type { SecretSource } from './secrets.ts';
import { atOnce, TestDrill } from './test-drill.ts';

const VAULT: SecretSource = { name: 'vault', isDefault: false, secrets: [{ name: 'key', value: 'of the vault' }] };
const OTHER: SecretSource = { name: null, isDefault: true, secrets: [{ name: 'key', value: 'of the other' }] };

/** Scripts are untyped here. */
type Secrets = ReturnType<TestDrill['module']>;

/** What a promise comes to that a script gets of `k6/secrets`. */
function outcome(sources: readonly SecretSource[], ask: (secrets: Secrets) => PromiseLike<unknown>): unknown {
  const drill = new TestDrill({}, {}, '.', sources);
  let found: unknown;
  drill.run(
    atOnce(() => {
      ask(drill.module('k6/secrets')).then(
        (value: unknown) => (found = value),
        (error: Error) => (found = error.message),
      );
    }),
  );
  return found;
}

describe('k6/secrets', () => {
  test.each([
    ['of the only source', [VAULT], (secrets: Secrets) => secrets.get('key'), 'of the vault'],
    ['of the default source', [VAULT, OTHER], (secrets: Secrets) => secrets.get('key'), 'of the other'],
    ['of a named source', [VAULT, OTHER], (secrets: Secrets) => secrets.source('vault').get('key'), 'of the vault'],
    ['that is none', [VAULT], (secrets: Secrets) => secrets.get('lock'), 'there is no secret lock (there are key)'],
    ['without sources', [], (secrets: Secrets) => secrets.get('key'), 'there are no secrets: give a --secret-source'],
    [
      'of sources of which none is the default',
      [VAULT, { ...OTHER, isDefault: false }],
      (secrets: Secrets) => secrets.get('key'),
      'none of 2 secret sources is the default one: there are vault',
    ],
  ])('a secret %s', (_, sources, ask, expected) => expect(outcome(sources, ask)).toBe(expected));

  test('a source that is none', () => {
    expect(() => outcome([VAULT], secrets => secrets.source('safe'))).toThrow(
      'there is no secret source safe: there are vault',
    );
  });
});
