import { describe, expect, test } from 'vitest';
import type { Work, WorkFailure } from '../../model/work.ts';
import { EPOCH_MS, TestService } from './test-service.ts';

const METHODS = '/v1.0/me/authentication/methods';

/** The service with an instance that keeps the work until it is told what becomes of it. */
class HeldService extends TestService {
  work: Work | null = null;

  override submit(work: Work): void {
    this.work = work;
  }

  arrive(method: string, path: string) {
    const call = this.call();
    call.arrived(method, path, { 'x-user': 'user1@eu.example' }, null, 'http://graph.test', -1);
    return call;
  }
}

describe('ServiceCall', () => {
  test('every answer carries ids: its own, and the one that the client gave it', () => {
    const service = new TestService();
    const first = service.ask('GET', METHODS, null, 'user1@eu.example', { 'client-request-id': 'mine' }).headers;
    const second = service.ask('GET', METHODS).headers;
    expect(first['client-request-id']).toBe('mine');
    expect(first['request-id']).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(second['request-id']).not.toBe(first['request-id']);
    expect(second['client-request-id']).toBe(second['request-id']);
  });

  test('errors have the shape of Microsoft Graph', () => {
    const service = new TestService();
    service.clock.advance(1500);
    const { status, headers, json } = service.ask('GET', '/nowhere', null, 'user1@eu.example', {
      'client-request-id': 'mine',
    });
    expect(status).toBe(404);
    expect(json).toEqual({
      error: {
        code: 'ResourceNotFound',
        message: "Nothing is served at '/nowhere'.",
        innerError: { date: '2026-06-01T07:00:01', 'request-id': headers['request-id'], 'client-request-id': 'mine' },
      },
    });
  });

  test.each([
    ['queue-full', 'queue-full'],
    ['directory', 'directory'],
  ] as const)('%s: 503 with its reason', (failure, reason) => {
    const service = new HeldService();
    const call = service.arrive('GET', METHODS);
    service.work?.finished(null, failure, 0);
    expect(call.replied).toMatchObject({ status: 503, reason });
    expect(JSON.parse(call.replied?.body?.text() ?? '').error.code).toBe('serviceNotAvailable');
  });

  test.each(['reset', 'refused'] satisfies WorkFailure[])('%s: the connection breaks, nothing is answered', failure => {
    const service = new HeldService();
    const call = service.arrive('GET', METHODS);
    service.work?.finished(null, failure, 0);
    expect(call).toMatchObject({ broken: failure, replied: null, discarded: false });
  });

  test('an instance that is down answers nothing, not even a health check', () => {
    const service = new HeldService();
    service.alive = false;
    for (const path of [METHODS, '/healthz', '/nowhere']) {
      expect(service.arrive('GET', path)).toMatchObject({ broken: 'refused', replied: null });
    }
    expect(service.work).toBeNull();
  });

  test('whoever has left is answered nothing, however the work ends', () => {
    for (const failure of [null, 'directory', 'reset'] as const) {
      const service = new HeldService();
      const call = service.arrive('GET', METHODS);
      call.left = true;
      service.work?.finished(null, failure, 0);
      expect(call).toMatchObject({ discarded: true, replied: null, broken: null });
    }
  });

  test('a shallow health check passes the queue by; a deep one waits in it', () => {
    const service = new HeldService();
    expect(service.arrive('GET', '/healthz').replied?.status).toBe(200);
    expect(service.work).toBeNull();
    const deep = service.arrive('GET', '/healthz?depth=deep');
    expect(deep.replied).toBeNull();
    expect(service.work).toMatchObject({ kind: 'plain', command: null });
    service.work?.finished(null, null, 0);
    expect(deep.replied?.status).toBe(200);
    const refused = service.arrive('GET', '/healthz?depth=deep');
    service.work?.finished(null, 'queue-full', 0);
    expect(refused.replied).toMatchObject({ status: 503, reason: 'queue-full' });
  });

  test("the page needs nobody's record, but waits in the queue", () => {
    const service = new HeldService();
    const call = service.arrive('GET', '/');
    expect(service.work).toMatchObject({ kind: 'plain', user: 1 });
    service.work?.finished(null, null, 0);
    expect(call.replied?.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(call.replied?.body?.text()).toBe('<!doctype html>');
  });

  test('a call may be used again', () => {
    const service = new TestService();
    const call = service.call();
    const body = new TextEncoder().encode('{"phoneNumber":"+1 2065550100","phoneType":"office"}');
    call.arrived('POST', '/v1.0/users/user1@eu.example/authentication/phoneMethods', {}, body, 'http://a', 1);
    const first = call.replied;
    call.arrived('GET', METHODS, {}, null, 'http://b', 2);
    expect(first).toMatchObject({ status: 201, reason: null });
    expect(JSON.parse(first?.body?.text() ?? '')['@odata.context']).toMatch(/^http:\/\/a\/v1\.0/);
    expect(JSON.parse(call.replied?.body?.text() ?? '')['@odata.context']).toContain(
      `http://b/v1.0/$metadata#users('${service.service.content.users.idOf(2)}')`,
    );
    expect(service.works).toEqual(['write', 'read']);
    expect(service.service.now()).toBe(EPOCH_MS);
  });
});
