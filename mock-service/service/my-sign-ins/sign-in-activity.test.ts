import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EPOCH_MS, TestService } from './test-service.ts';

const PATH = '/v1.0/auditLogs/signIns';

describe('recent activity', () => {
  test('is listed newest first, in the shape of Microsoft Graph', () => {
    const service = new TestService();
    const { status, json } = service.ask('GET', PATH);
    expect(status).toBe(200);
    expect(json['@odata.context']).toBe('http://graph.test/v1.0/$metadata#auditLogs/signIns');
    expect(json['@odata.nextLink']).toBeUndefined();
    const times = json.value.map(({ createdDateTime }: { createdDateTime: string }) => createdDateTime);
    expect(times).toEqual(times.toSorted().reverse());
    for (const signIn of json.value) {
      expect(signIn).toEqual({
        id: expect.stringMatching(/^[\da-f-]{36}$/),
        createdDateTime: expect.stringMatching(/^2026-05-.*Z$/),
        userDisplayName: 'User 1',
        userPrincipalName: 'user1@eu.example',
        userId: service.service.content.users.idOf(1),
        appDisplayName: expect.any(String),
        ipAddress: expect.stringMatching(/^192\.0\.2\.\d+$/),
        clientAppUsed: 'Browser',
        conditionalAccessStatus: expect.stringMatching(/^success|failure$/),
        status: { errorCode: expect.any(Number), failureReason: expect.any(String) },
        location: { city: expect.any(String), countryOrRegion: expect.stringMatching(/^[A-Z]{2}$/) },
      });
    }
    expect(service.ask('GET', `${PATH}/${json.value[3].id}`).json).toMatchObject(json.value[3]);
    expect(service.ask('GET', `${PATH}/other`).status).toBe(404);
  });

  test('following the links gives every sign-in once, whatever the page size and whoever asks', () => {
    const service = new TestService();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat({ max: 99 }), fc.boolean(), (top, user, filtered) => {
        const name = `user${user}@eu.example`;
        const all = service.ask('GET', PATH, null, name).json.value;
        const filter = filtered ? `&$filter=userId%20eq%20'${service.service.content.users.idOf(user)}'` : '';
        const seen: unknown[] = [];
        let next: string | undefined = `${PATH}?$top=${top}${filter}`;
        while (next !== undefined) {
          const { status, json } = service.ask('GET', next, null, filtered ? 'user0@eu.example' : name);
          expect(status).toBe(200);
          expect(json.value.length).toBeGreaterThan(0);
          expect(json.value.length).toBeLessThanOrEqual(top);
          seen.push(...json.value);
          next = json['@odata.nextLink']?.slice('http://graph.test'.length);
        }
        expect(seen).toEqual(all);
      }),
      { numRuns: 50 },
    );
  });

  test('a new sign-in does not shift the next page', () => {
    const service = new TestService();
    const first = service.ask('GET', `${PATH}?$top=3`).json;
    const { temporaryAccessPass } = service.ask('POST', '/v1.0/me/authentication/temporaryAccessPassMethods', {
      isUsableOnce: true,
    }).json;
    service.ask('POST', '/signin', { temporaryAccessPass });
    const all = service.ask('GET', PATH).json.value;
    expect(all[0].createdDateTime).toBe(new Date(EPOCH_MS).toISOString());
    const second = service.ask('GET', first['@odata.nextLink'].slice('http://graph.test'.length)).json;
    expect([...first.value, ...second.value]).toEqual(all.slice(1, 7));
  });

  test.each([
    ['$top=0', "Invalid value '0' for $top: it must be a number from 1 to 1000."],
    ['$top=1001', "Invalid value '1001' for $top: it must be a number from 1 to 1000."],
    ['$top=ten', "Invalid value 'ten' for $top: it must be a number from 1 to 1000."],
    ['$top=', "Invalid value '' for $top: it must be a number from 1 to 1000."],
    ['$top=1&$top=2', "The query option '$top' is given more than once."],
    ['$skiptoken=abc', "Invalid $skiptoken 'abc': start again without it."],
    ['$orderby=id', "The query option '$orderby' is not supported here; supported: $top, $skiptoken, $filter."],
    [
      "$filter=appDisplayName eq 'x'",
      "Invalid filter clause 'appDisplayName eq 'x'': supported are userId eq '…' and userPrincipalName eq '…'.",
    ],
  ])('%s is refused and says why', (query, message) => {
    const { status, json } = new TestService().ask('GET', `${PATH}?${query}`);
    expect(status).toBe(400);
    expect(json.error.message).toBe(message);
  });

  test('other parameters are ignored; $top up to 1000 is taken', () => {
    const service = new TestService();
    const all = service.ask('GET', PATH).json;
    expect(service.ask('GET', `${PATH}?&x=%&$top=1000`).json).toEqual(all);
  });
});
