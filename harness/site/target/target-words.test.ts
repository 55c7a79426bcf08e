import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { masked } from '../../../mock-service/settings/secret.ts';
import { holds, readCondition } from './condition.ts';
import { isWithin, readHours } from './hours.ts';
import { fill, fillJson, placeholdersIn } from './placeholders.ts';
import { shownEnvironment, substitute } from './secrets.ts';

describe('hours', () => {
  test.each([
    ['Mon-Thu 09:00-16:00 Europe/Dublin', '2026-06-01T08:00:00Z', true], // Irish summer time is UTC+1
    ['Mon-Thu 09:00-16:00 Europe/Dublin', '2026-06-01T07:59:00Z', false],
    ['Mon-Thu 09:00-16:00 Europe/Dublin', '2026-06-01T15:00:00Z', false],
    ['Mon-Thu 09:00-16:00 Europe/Dublin', '2026-06-05T10:00:00Z', false], // a Friday
    ['Fri-Mon,Wed 00:00-24:00 UTC', '2026-06-07T23:59:00Z', true], // a Sunday
    ['Fri-Mon,Wed 00:00-24:00 UTC', '2026-06-02T12:00:00Z', false], // a Tuesday
    ['Mon 00:00-01:00 Asia/Tokyo', '2026-05-31T15:30:00Z', true],
  ])('%s at %s: %s', (text, moment, inside) => {
    const hours = readHours(text);
    expect(hours && isWithin(hours, new Date(moment))).toBe(inside);
  });

  test.each([
    'Mon 9:00-16:00 UTC',
    'Mon 16:00-09:00 UTC',
    'Mo 09:00-16:00 UTC',
    'Mon-Tue-Wed 09:00-16:00 UTC',
    'Mon 09:00-25:00 UTC',
    'Mon 09:00-16:00 Nowhere/Land',
    'Mon 09:00-16:60 UTC',
  ])('are not %s', text => expect(readHours(text)).toBeUndefined());
});

test('a condition holds of the pool that is known to have the users', () => {
  expect(readCondition('{active} == "{to}"')).toEqual({ is: true, pool: '{to}' });
  const not = readCondition("{active} != 'primary'");
  expect(not).toEqual({ is: false, pool: 'primary' });
  for (const text of ['{active}', '{active} == ', '{cpu} == "a"', '{active} = "a"', '{active} == "a\''])
    expect(readCondition(text)).toBeUndefined();
  expect([holds({ is: true }, 'a', 'a'), holds({ is: true }, 'a', 'b'), holds({ is: false }, 'a', 'b')]).toEqual([
    true,
    false,
    true,
  ]);
  // Not knowing is no proof of either.
  expect([holds({ is: true }, 'a', null), holds({ is: false }, 'a', null)]).toEqual([false, false]);
});

describe('placeholders', () => {
  test('are filled in; doubled braces are text', () => {
    expect(fill('a {to} {{to}} {over}s', { to: 'b', over: '15' })).toBe('a b {to} 15s');
    expect(placeholdersIn('{to} {{x}} {"json": 1} {over}')).toEqual(['to', 'over']);
    expect(() => fill('{what}', {})).toThrow('nothing is known of {what}');
  });

  test('a number alone is a number in JSON', () => {
    const values = { to: 'b', over: '15' };
    expect(fillJson({ to: '{to}', seconds: '{over}', text: '{over} s', n: 3, list: ['{over}'] }, values)).toEqual({
      ...{ to: 'b', seconds: 15, text: '15 s', n: 3, list: [15] },
    });
  });

  test('a filled-in text is not filled in again', () => {
    expect(fill('{a}', { a: '{b}', b: 'c' })).toBe('{b}');
  });
});

describe('secrets', () => {
  test('come from the environment and are named where they would be shown', () => {
    const { value, secrets, missing } = substitute(
      { a: ['x${ONE}y', 1], b: '${TWO}${ONE}' },
      { ONE: 'é p/w', TWO: '' },
    );
    expect(value).toEqual({ a: ['xé p/wy', 1], b: 'é p/w' });
    expect([secrets, missing]).toEqual([[{ name: 'ONE', value: 'é p/w' }], []]);
    expect(masked(`é p/w ${encodeURIComponent('é p/w')} é`, secrets)).toBe('${ONE} ${ONE} é');
    expect(substitute('${NO}', {}).missing).toEqual([{ path: [], name: 'NO' }]);
  });

  test('never show, whatever they are and wherever they stand', () => {
    const secret = fc.string({ minLength: 4, maxLength: 20 }).filter(text => !/^[\s$A-Z{}]*$/.test(text));
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        fc.pre(!'${NAME}'.includes(value));
        const text = masked(`${before}${value}${after}`, [{ name: 'NAME', value }]);
        expect(text.split('${NAME}').every(part => !part.includes(value))).toBe(true);
      }),
    );
  });

  test('of -e are told by their names', () => {
    expect(shownEnvironment({ STAGE: 'canary', API_KEY: 'k', note: 'see s3' }, [{ name: 'S', value: 's3' }])).toEqual({
      ...{ STAGE: 'canary', API_KEY: '(not shown)', note: 'see ${S}' },
    });
  });
});
