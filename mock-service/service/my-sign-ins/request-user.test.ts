import { describe, expect, test } from 'vitest';
import { RequestUser } from './request-user.ts';
import { Users } from './users.ts';

const users = new Users(100, 'eu');
const requestUser = new RequestUser(users);
const ME = '/v1.0/me/authentication/methods';

describe('whose request it is', () => {
  test('nobody named: user 0', () => {
    expect(requestUser.of({ accept: '*/*', 'x-uselessheader': 'user3@eu.example' }, ME)).toBe(0);
  });

  test('the header x-user, however it is spelt', () => {
    expect(requestUser.of({ 'x-user': 'user3@eu.example' }, ME)).toBe(3);
    expect(requestUser.of({ 'X-User': 'USER3@eu.example' }, ME)).toBe(3);
  });

  test('the bearer token before the header', () => {
    const headers = { 'x-user': 'user3@eu.example', Authorization: 'Bearer user4@eu.example' };
    expect(requestUser.of(headers, ME)).toBe(4);
  });

  test('another scheme than bearer names nobody', () => {
    expect(requestUser.of({ authorization: 'Basic dXNlcjQ6eA==' }, ME)).toBe(0);
  });

  test('the path before the token, by name or id, encoded or not', () => {
    const headers = { authorization: 'Bearer user4@eu.example' };
    expect(requestUser.of(headers, '/v1.0/users/user5@eu.example/authentication/methods')).toBe(5);
    expect(requestUser.of(headers, '/v1.0/users/user5%40eu.example')).toBe(5);
    expect(requestUser.of(headers, '/v1.0/users/user5@eu.example?x=1')).toBe(5);
    expect(requestUser.of(headers, `/v1.0/users/${users.idOf(6)}/authentication/methods`)).toBe(6);
  });

  test('the filter of the sign-ins, which names it too', () => {
    const path = (filter: string) => `/v1.0/auditLogs/signIns?$top=2&$filter=${encodeURIComponent(filter)}`;
    const headers = { 'x-user': 'user3@eu.example' };
    expect(requestUser.of(headers, path(`userId eq '${users.idOf(7)}'`))).toBe(7);
    expect(requestUser.of(headers, path("userPrincipalName eq 'user8@eu.example'"))).toBe(8);
    expect(requestUser.of(headers, path("appDisplayName eq 'user8@eu.example'"))).toBe(3);
    expect(requestUser.of(headers, '/v1.0/auditLogs/signIns?$top=2')).toBe(3);
  });
});
