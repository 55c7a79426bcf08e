import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EPOCH_MS, TestService } from './test-service.ts';

const PASSES = '/v1.0/me/authentication/temporaryAccessPassMethods';
const ACTIVITY = '/v1.0/auditLogs/signIns';

function issue(service: TestService, terms: object): string {
  return service.ask('POST', PASSES, terms).json.temporaryAccessPass;
}

function signIn(service: TestService, temporaryAccessPass: unknown, more = {}) {
  return service.ask('POST', '/signin', { temporaryAccessPass, ...more });
}

describe('signing in with a temporary access pass', () => {
  test('a pass for many uses needs nothing but reads, and leaves no trace', () => {
    const service = new TestService();
    const pass = issue(service, {});
    const activity = service.ask('GET', ACTIVITY).json;
    service.works.length = 0;
    for (let i = 0; i < 3; i++) {
      expect(signIn(service, pass)).toMatchObject({
        status: 200,
        json: {
          userPrincipalName: 'user1@eu.example',
          authenticationMethod: 'temporaryAccessPass',
          signedInDateTime: '2026-06-01T07:00:00.000Z',
        },
      });
    }
    expect(service.works).toEqual(['read', 'read', 'read']);
    expect(service.ask('GET', ACTIVITY).json).toEqual(activity);
  });

  test('a pass for one use is used up by a write, and seen in the recent activity', () => {
    const service = new TestService();
    const pass = issue(service, { isUsableOnce: true });
    service.clock.advance(1000);
    service.works.length = 0;
    expect(signIn(service, pass).status).toBe(200);
    expect(service.works).toEqual(['read', 'write']);
    expect(signIn(service, pass)).toMatchObject({
      status: 401,
      json: {
        error: {
          code: 'temporaryAccessPassRejected',
          message: 'AADSTS130506: Your Temporary Access Pass has already been redeemed.',
        },
      },
    });
    expect(service.ask('GET', PASSES).json.value[0]).toMatchObject({
      isUsable: false,
      methodUsabilityReason: 'OneTimeUsed',
    });
    expect(service.ask('GET', ACTIVITY).json.value[0]).toMatchObject({
      createdDateTime: new Date(EPOCH_MS + 1000).toISOString(),
      appDisplayName: 'My Sign-Ins',
      status: { errorCode: 0 },
    });
  });

  test('of two instances that both hold the pass as unused, one lets the user in', () => {
    const service = new TestService();
    const pass = issue(service, { isUsableOnce: true });
    const stale = service.store.read(1);
    const ask = () => {
      const call = service.call();
      // The cached record is older than the directory's.
      const submit = service.submit.bind(service);
      service.submit = work => (work.kind === 'read' ? work.finished(stale, null, 0) : submit(work));
      call.arrived(
        'POST',
        '/signin',
        { 'x-user': 'user1@eu.example' },
        JSON.stringify({ temporaryAccessPass: pass }),
        '',
        -1,
      );
      service.submit = submit;
      return call.replied?.status;
    };
    expect([ask(), ask()]).toEqual([200, 401]);
  });

  test('a wrong passcode costs no write, whatever the pass', () => {
    const service = new TestService();
    const pass = issue(service, { isUsableOnce: true });
    service.works.length = 0;
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), text => {
        fc.pre(text !== pass);
        expect(signIn(service, text).status).toBe(401);
      }),
    );
    expect(service.works).not.toContain('write');
    expect(signIn(service, pass).status).toBe(200);
  });

  test('nobody gets in without a pass, before its start, or after its end', () => {
    const service = new TestService();
    const message = (text: string) => signIn(service, text).json.error?.message;
    expect(message('abc')).toMatch(/^AADSTS130503/);
    const later = issue(service, { startDateTime: '2026-06-01T08:00:00Z', lifetimeInMinutes: 10 });
    expect(message(later)).toMatch(/^AADSTS130504/);
    service.clock.advance(3_600_000);
    expect(signIn(service, later).status).toBe(200);
    service.clock.advance(3_600_000 + 600_000);
    expect(message(later)).toMatch(/^AADSTS130505/);
  });

  test("another's pass lets nobody in", () => {
    const service = new TestService();
    const temporaryAccessPass = issue(service, {});
    expect(service.ask('POST', '/signin', { temporaryAccessPass }, 'user2@eu.example').status).toBe(401);
  });

  test('a name in the body must be the one of the request', () => {
    const service = new TestService();
    const pass = issue(service, {});
    expect(signIn(service, pass, { userPrincipalName: 'USER1@eu.example' }).status).toBe(200);
    expect(signIn(service, pass, { userPrincipalName: 'user2@eu.example' })).toMatchObject({
      status: 400,
      json: {
        error: {
          message: "This request is user1@eu.example's (by its token or x-user header), not user2@eu.example's.",
        },
      },
    });
  });

  test.each([undefined, '', 7])('%j is no passcode', text => {
    expect(signIn(new TestService(), text).status).toBe(400);
  });
});
