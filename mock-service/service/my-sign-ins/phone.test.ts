import { describe, expect, test } from 'vitest';
import { PHONE_IDS } from './authentication-method.ts';
import { TestService } from './test-service.ts';

const PATH = '/v1.0/me/authentication/phoneMethods';
const withPhone = user(1);
const withoutPhone = user(0);

/** A user who has that many phones. */
function user(phones: number): string {
  const service = new TestService();
  const has = (name: string) => service.ask('GET', PATH, null, name).json.value.length === phones;
  return Array.from({ length: 100 }, (_, n) => `user${n}@eu.example`).find(has) as string;
}

describe('POST phoneMethods', () => {
  test('adds a phone, which is listed from then on', () => {
    const service = new TestService();
    const reply = service.ask('POST', PATH, { phoneNumber: '+49 3012345678x12', phoneType: 'office' }, withPhone);
    expect(reply.status).toBe(201);
    expect(reply.json).toMatchObject({
      '@odata.context': expect.stringMatching(/authentication\/phoneMethods\/\$entity$/),
      '@odata.type': '#microsoft.graph.phoneAuthenticationMethod',
      id: PHONE_IDS.office,
      phoneNumber: '+49 3012345678x12',
      phoneType: 'office',
      smsSignInState: 'notSupported',
    });
    const { value } = service.ask('GET', PATH, null, withPhone).json;
    expect(value.map(({ phoneType }: { phoneType: string }) => phoneType)).toEqual(['mobile', 'office']);
  });

  test('one of each type, three at most', () => {
    const service = new TestService();
    const add = (phoneType: string) =>
      service.ask('POST', PATH, { phoneNumber: '+1 2065550100', phoneType }, withoutPhone).status;
    expect(['mobile', 'mobile', 'alternateMobile', 'office', 'office', 'alternateMobile'].map(add)).toEqual([
      201, 400, 201, 201, 400, 400,
    ]);
    expect(service.ask('GET', PATH, null, withoutPhone).json.value).toHaveLength(3);
  });

  test('an alternate mobile needs a mobile', () => {
    const body = { phoneNumber: '+1 2065550100', phoneType: 'alternateMobile' };
    expect(new TestService().ask('POST', PATH, body, withoutPhone)).toMatchObject({
      status: 400,
      json: { error: { message: "A phone of type 'alternateMobile' needs one of type 'mobile' beside it." } },
    });
  });

  test.each([
    [
      '{"phoneNumber":"555","phoneType":"office"}',
      'Invalid phoneNumber "555": it must look like "+1 2065550100" or "+1 2065550100x12".',
    ],
    ['{"phoneType":"office"}', 'Invalid phoneNumber (none): it must look like "+1 2065550100" or "+1 2065550100x12".'],
    [
      '{"phoneNumber":"+1 2065550100","phoneType":"toString"}',
      'Invalid phoneType "toString": it must be mobile, alternateMobile or office.',
    ],
    ['{"phoneNumber":"+1 2065550100"}', 'Invalid phoneType (none): it must be mobile, alternateMobile or office.'],
    ['{"number":1,"type":2}', 'Unknown properties: number, type; allowed are phoneNumber, phoneType.'],
    ['[]', 'The body must be a JSON object.'],
    ['null', 'The body must be a JSON object.'],
  ])('%s is refused, says why, and changes nothing', (body, message) => {
    const service = new TestService();
    const before = service.ask('GET', PATH).json;
    expect(service.ask('POST', PATH, body)).toMatchObject({
      status: 400,
      json: { error: { code: 'invalidRequest', message } },
    });
    expect(service.ask('GET', PATH).json).toEqual(before);
  });

  test('a body that is not JSON is refused', () => {
    const { status, json } = new TestService().ask('POST', PATH, 'phoneNumber=1');
    expect(status).toBe(400);
    expect(json.error.message).toMatch(/^The body is not JSON: /);
  });
});
