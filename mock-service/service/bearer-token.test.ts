import { describe, expect, test } from 'vitest';
import { bearerTokenIn, claimOf } from './bearer-token.ts';

const CLAIMS = ['upn', 'preferred_username', 'sub'];

function jwt(claims: unknown): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
}

describe('the subject of a token', () => {
  test.each([
    [
      'the first claim that it has',
      { sub: 'abc', preferred_username: 'b@eu.example', upn: 'a@eu.example' },
      'a@eu.example',
    ],
    ['else the second', { sub: 'abc', preferred_username: 'b@eu.example' }, 'b@eu.example'],
    ['else the third', { sub: 'abc' }, 'abc'],
  ])('of a JWT: %s', (_what, claims, subject) => {
    expect(claimOf(jwt(claims), CLAIMS)).toBe(subject);
  });

  test.each([
    ['plain text', 'user1@eu.example'],
    ['three parts that are no JWT', 'a.b.c'],
    ['claims that are no object', jwt(null)],
    ['claims that name nobody', jwt({ sub: 7 })],
  ])('of anything else the token itself: %s', (_what, token) => {
    expect(claimOf(token, CLAIMS)).toBe(token);
  });
});

test('the scheme is Bearer in any case, and no other', () => {
  expect(['Bearer a b', 'BEARER x', 'Basic dXNlcjQ6eA==', 'Bearer ', ''].map(bearerTokenIn)).toEqual([
    ...['a b', 'x', null, null, null],
  ]);
});
