import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DefaultContent } from './default-content.ts';
import { EPOCH_MS } from './test-service.ts';
import { untouchedRecord } from './user-record.ts';

const content = new DefaultContent(EPOCH_MS);
const users = fc.nat({ max: 1_000_000 });

describe('what users have before the drill', () => {
  test('the same whenever it is looked at', () => {
    const record = untouchedRecord(7);
    expect(content.methodsOf(record)).toEqual(new DefaultContent(EPOCH_MS).methodsOf(untouchedRecord(7)));
    expect(content.signInsOf(record)).toEqual(new DefaultContent(EPOCH_MS).signInsOf(untouchedRecord(7)));
  });

  test('a password first, methods of distinct kinds and ids, none younger than the drill', () => {
    fc.assert(
      fc.property(users, user => {
        const methods = content.methodsOf(untouchedRecord(user));
        expect(methods[0]?.kind).toBe('password');
        expect(new Set(methods.map(({ kind }) => kind)).size).toBe(methods.length);
        expect(new Set(methods.map(({ id }) => id)).size).toBe(methods.length);
        expect(Math.max(...methods.map(({ createdMs }) => createdMs))).toBeLessThan(EPOCH_MS);
      }),
    );
  });

  test('8 to 24 sign-ins with distinct ids, newest first, all before the drill', () => {
    fc.assert(
      fc.property(users, user => {
        const signIns = content.signInsOf(untouchedRecord(user));
        expect(signIns.length).toBeGreaterThanOrEqual(8);
        expect(signIns.length).toBeLessThanOrEqual(24);
        expect(new Set(signIns.map(({ id }) => id)).size).toBe(signIns.length);
        const times = signIns.map(({ createdMs }) => createdMs);
        expect(times).toEqual(times.toSorted((a, b) => b - a));
        expect(times[0]).toBeLessThan(EPOCH_MS);
      }),
    );
  });

  test('each kind of method is found among the users', () => {
    const kinds = new Set(
      Array.from({ length: 200 }, (_, user) => content.methodsOf(untouchedRecord(user)))
        .flat()
        .map(({ kind }) => kind),
    );
    expect([...kinds].sort()).toEqual(['fido2', 'microsoftAuthenticator', 'password', 'phone', 'softwareOath']);
  });
});
