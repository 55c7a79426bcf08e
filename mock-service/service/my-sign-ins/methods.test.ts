import { describe, expect, test } from 'vitest';
import { PASSWORD_ID, PHONE_IDS } from './authentication-method.ts';
import { TestService } from './test-service.ts';

const METHODS = '/v1.0/me/authentication/methods';
/** Has one of each kind. */
const RICH = Array.from({ length: 100 }, (_, user) => `user${user}@eu.example`).find(
  user => new TestService().ask('GET', METHODS, null, user).json.value.length === 5,
) as string;

function typesOf(service: TestService, user = RICH): string[] {
  const { json } = service.ask('GET', METHODS, null, user);
  return json.value.map((method: { '@odata.type': string }) => method['@odata.type']);
}

describe('methods', () => {
  test('are listed in the shape of Microsoft Graph', () => {
    const service = new TestService();
    const { status, headers, json } = service.ask('GET', METHODS, null, RICH);
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    const { users } = service.service.content;
    const id = users.idOf(users.numberOf(RICH));
    expect(json['@odata.context']).toBe(`http://graph.test/v1.0/$metadata#users('${id}')/authentication/methods`);
    const dated = { createdDateTime: expect.stringMatching(/^202[4-6]-.*Z$/) };
    const guid = expect.stringMatching(/^[\da-f-]{36}$/);
    expect(json.value).toEqual([
      { '@odata.type': '#microsoft.graph.passwordAuthenticationMethod', id: PASSWORD_ID, password: null, ...dated },
      {
        '@odata.type': '#microsoft.graph.phoneAuthenticationMethod',
        id: PHONE_IDS.mobile,
        phoneNumber: expect.stringMatching(/^\+1 20655501\d\d$/),
        phoneType: 'mobile',
        smsSignInState: 'ready',
        ...dated,
      },
      {
        '@odata.type': '#microsoft.graph.microsoftAuthenticatorAuthenticationMethod',
        id: guid,
        displayName: expect.stringMatching(/^Phone of user \d+$/),
        deviceTag: 'SoftwareTokenActivated',
        phoneAppVersion: expect.any(String),
        ...dated,
      },
      { '@odata.type': '#microsoft.graph.softwareOathAuthenticationMethod', id: guid, secretKey: null, ...dated },
      {
        '@odata.type': '#microsoft.graph.fido2AuthenticationMethod',
        id: guid,
        displayName: 'Security key',
        aaGuid: guid,
        model: expect.any(String),
        attestationLevel: 'attested',
        ...dated,
      },
    ]);
  });

  test('are the same under /me and /users/{id}, by name and by id', () => {
    const service = new TestService();
    const { users } = service.service.content;
    const mine = service.ask('GET', METHODS, null, RICH).json;
    for (const user of [RICH, users.idOf(users.numberOf(RICH)), encodeURIComponent(RICH)]) {
      expect(service.ask('GET', `/v1.0/users/${user}/authentication/methods`, null, 'user0@eu.example').json).toEqual(
        mine,
      );
    }
  });

  test.each(['phoneMethods', 'softwareOathMethods', 'microsoftAuthenticatorMethods', 'fido2Methods'])(
    '%s: listed, read one by one, deleted, and then no longer there',
    collection => {
      const service = new TestService();
      const path = `/v1.0/me/authentication/${collection}`;
      const list = service.ask('GET', path, null, RICH);
      expect(list.json.value).toHaveLength(1);
      const [method] = list.json.value;
      const context = list.json['@odata.context'];
      expect(service.ask('GET', `${path}/${method.id.toUpperCase()}`, null, RICH).json).toEqual({
        '@odata.context': `${context}/$entity`,
        ...method,
      });
      expect(service.ask('GET', `${METHODS}/${method.id}`, null, RICH).json).toMatchObject(method);
      expect(service.ask('DELETE', `${path}/${method.id}`, null, RICH)).toMatchObject({ status: 204, json: null });
      expect(service.ask('GET', path, null, RICH).json.value).toEqual([]);
      for (const asked of ['GET', 'DELETE']) {
        expect(service.ask(asked, `${path}/${method.id}`, null, RICH)).toMatchObject({
          status: 404,
          json: { error: { code: 'itemNotFound' } },
        });
      }
      expect(typesOf(service)).not.toContain(method['@odata.type']);
      expect(typesOf(service)).toHaveLength(4);
      expect(service.works.filter(kind => kind === 'write')).toHaveLength(2);
    },
  );

  test("belong to one user: deleting one's own leaves another's alone", () => {
    const service = new TestService();
    const others = typesOf(service, 'user2@eu.example');
    service.ask('DELETE', `/v1.0/me/authentication/phoneMethods/${PHONE_IDS.mobile}`, null, RICH);
    expect(typesOf(service, 'user2@eu.example')).toEqual(others);
  });

  test('a password cannot be deleted', () => {
    const reply = new TestService().ask('DELETE', `/v1.0/me/authentication/passwordMethods/${PASSWORD_ID}`);
    expect(reply).toMatchObject({ status: 405, json: { error: { code: 'notAllowed' } } });
  });

  test('a method is not found in the collection of another kind', () => {
    expect(new TestService().ask('GET', `/v1.0/me/authentication/fido2Methods/${PASSWORD_ID}`).status).toBe(404);
  });

  test('take no OData query options, but ignore other parameters', () => {
    const service = new TestService();
    for (const path of [METHODS, '/v1.0/me', '/v1.0/me/authentication/phoneMethods']) {
      const { status, json } = service.ask('GET', `${path}?x=1&%24select=id`);
      expect(status).toBe(400);
      expect(json.error.code).toBe('Request_UnsupportedQuery');
      expect(json.error.message).toBe("The query option '$select' is not supported here; supported: none.");
      expect(service.ask('GET', `${path}?x=1`).status).toBe(200);
    }
  });

  test('of somebody who does not exist are 404, for reads and writes', () => {
    const service = new TestService();
    for (const [method, path] of [
      ['GET', '/v1.0/users/nobody/authentication/methods'],
      ['POST', '/v1.0/users/nobody/authentication/phoneMethods'],
    ] as const) {
      const { status, json } = service.ask(method, path, {});
      expect(status).toBe(404);
      expect(json.error.code).toBe('Request_ResourceNotFound');
    }
    expect(service.ask('GET', '/v1.0/users/nobody').json.error.message).toContain("Resource 'nobody' does not exist");
  });
});
