import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Users } from './users.ts';

const users = new Users(20_000, 'eu');
const known = fc.nat({ max: 19_999 });

describe('Users', () => {
  test('a name gives its number, in any case', () => {
    fc.assert(
      fc.property(known, fc.nat({ max: 2 ** 17 - 1 }), (number, mask) => {
        const name = [...users.nameOf(number)].map((c, i) => ((mask >> i) & 1 ? c.toUpperCase() : c)).join('');
        expect(users.numberOf(name)).toBe(number);
      }),
    );
  });

  test('an id is a GUID and gives its number, in any case', () => {
    fc.assert(
      fc.property(known, number => {
        const id = users.idOf(number);
        expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
        expect(users.numberOf(id)).toBe(number);
        expect(users.numberOf(id.toUpperCase())).toBe(number);
      }),
    );
  });

  test('any other name is nobody: a number beyond the last user, always the same, within the counters of the model', () => {
    fc.assert(
      fc.property(fc.string(), name => {
        const number = users.numberOf(name);
        expect(number).toBe(users.numberOf(name));
        expect(number).toBeGreaterThanOrEqual(users.count);
        expect(number).toBeLessThan(users.count + 16_384);
      }),
    );
  });

  test.each([
    ['user20000@eu.example', 'the first that does not exist'],
    ['user99999999999999@eu.example', 'too large'],
    ['user007@eu.example', 'leading zeros'],
    ['user@eu.example', 'no number'],
    ['user-1@eu.example', 'a sign'],
    ['user1.0@eu.example', 'a fraction'],
    ['user1@us.example', 'another region'],
    ['user1@eu.example.org', 'another domain'],
    ['11111111-1111-4111-8111-000000000001', 'an id that was never given'],
    ['', 'nothing'],
  ])('%s is nobody: %s', name => {
    expect(users.numberOf(name)).toBeGreaterThanOrEqual(20_000);
  });

  test('ids differ between regions', () => {
    expect(new Users(10, 'us').idOf(1)).not.toBe(new Users(10, 'eu').idOf(1));
  });
});
