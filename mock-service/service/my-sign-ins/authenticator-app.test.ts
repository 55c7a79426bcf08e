import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isRightCode, LOCKED_MS, MAX_APPS, PENDING_MS } from './authenticator-app.ts';
import { EPOCH_MS, TestService } from './test-service.ts';

const PATH = '/v1.0/me/authentication/softwareOathMethods';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 6238 from its text, beside the library that the service uses. */
function codeOf(secret: string, unixMs: number): string {
  const bits = [...secret].map(c => BASE32.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(unixMs / 30_000)));
  const hash = createHmac('sha1', key).update(counter).digest();
  const offset = (hash[19] as number) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function start(service: TestService): { id: string; secretKey: string } {
  const { status, json } = service.ask('POST', PATH, {});
  expect(status).toBe(201);
  return json;
}

function activate(service: TestService, id: string, verificationCode: unknown) {
  return service.ask('POST', `${PATH}/${id}/activate`, { verificationCode });
}

function listed(service: TestService): string[] {
  return service.ask('GET', PATH).json.value.map(({ id }: { id: string }) => id);
}

/** A code that is wrong now and in the steps beside now. */
function wrongCode(secret: string, unixMs: number): string {
  const right = [-30_000, 0, 30_000].map(skew => codeOf(secret, unixMs + skew));
  return ['000000', '000001', '000002', '000003'].find(code => !right.includes(code)) as string;
}

describe('registering an authenticator app', () => {
  test('two steps: it is a method once its first code was right', () => {
    const service = new TestService();
    const before = listed(service);
    const { id, secretKey } = start(service);
    expect(secretKey).toMatch(/^[A-Z2-7]{32}$/);
    expect(listed(service)).toEqual(before);
    expect(service.ask('GET', `${PATH}/${id}`).status).toBe(404);
    expect(activate(service, id, codeOf(secretKey, EPOCH_MS))).toMatchObject({ status: 204, json: null });
    expect(listed(service)).toEqual([...before, id]);
    expect(service.ask('GET', `${PATH}/${id}`).json).toMatchObject({ id, secretKey: null });
    expect(activate(service, id, codeOf(secretKey, EPOCH_MS)).status).toBe(404);
  });

  test('one step of skew either way, not two', () => {
    const statuses = [-2, -1, 0, 1, 2].map(steps => {
      const service = new TestService();
      const { id, secretKey } = start(service);
      return activate(service, id, codeOf(secretKey, EPOCH_MS + steps * 30_000)).status;
    });
    expect(statuses).toEqual([400, 204, 204, 204, 400]);
  });

  test.each([123_456, null, '12345', '1234567', '12345a', ' 12345', ''])('%j is no code', code => {
    const service = new TestService();
    expect(activate(service, start(service).id, code)).toMatchObject({
      status: 400,
      json: { error: { code: 'invalidVerificationCode' } },
    });
  });

  test('a wrong code leaves the registration open', () => {
    const service = new TestService();
    const { id, secretKey } = start(service);
    expect(activate(service, id, wrongCode(secretKey, EPOCH_MS)).status).toBe(400);
    expect(activate(service, id, codeOf(secretKey, EPOCH_MS)).status).toBe(204);
  });

  test('after five wrong codes 429 with Retry-After, also for the right one; then again', () => {
    const service = new TestService();
    const { id, secretKey } = start(service);
    for (let i = 0; i < 5; i++) expect(activate(service, id, wrongCode(secretKey, EPOCH_MS)).status).toBe(400);
    service.clock.advance(9_500);
    const reply = activate(service, id, codeOf(secretKey, EPOCH_MS + 9_500));
    expect(reply).toMatchObject({
      status: 429,
      reason: 'rate-limit',
      json: { error: { code: 'activityLimitReached' } },
    });
    expect(reply.headers['retry-after']).toBe('21');
    service.clock.advance(LOCKED_MS);
    expect(activate(service, id, codeOf(secretKey, EPOCH_MS + LOCKED_MS)).status).toBe(204);
  });

  test('a registration expires, to the millisecond', () => {
    for (const [age, status] of [
      [PENDING_MS - 1, 204],
      [PENDING_MS, 404],
    ] as const) {
      const service = new TestService();
      const { id, secretKey } = start(service);
      service.clock.advance(age);
      expect(activate(service, id, codeOf(secretKey, EPOCH_MS + age)).status).toBe(status);
    }
  });

  test('no more apps than the limit, registrations under way included; expired ones make room', () => {
    const service = new TestService();
    const room = MAX_APPS - listed(service).length;
    for (let i = 0; i < room; i++) start(service);
    expect(service.ask('POST', PATH, {})).toMatchObject({ status: 400, json: { error: { code: 'invalidRequest' } } });
    service.clock.advance(PENDING_MS);
    start(service);
  });

  test('a registration can be called off', () => {
    const service = new TestService();
    const { id, secretKey } = start(service);
    expect(service.ask('DELETE', `${PATH}/${id}`).status).toBe(204);
    expect(activate(service, id, codeOf(secretKey, EPOCH_MS)).status).toBe(404);
  });

  test('ids and secrets are the same for the same seed, user and write, and differ otherwise', () => {
    const first = start(new TestService(100, 1));
    expect(start(new TestService(100, 1))).toEqual(first);
    expect(start(new TestService(100, 2)).secretKey).not.toBe(first.secretKey);
    const service = new TestService(100, 1);
    start(service);
    const second = start(service);
    expect(second.id).not.toBe(first.id);
    expect(second.secretKey).not.toBe(first.secretKey);
  });

  test('the secret is made by the service', () => {
    const service = new TestService();
    expect(service.ask('POST', PATH, { secretKey: 'AAAA' }).status).toBe(400);
    expect(service.ask('POST', PATH, { secretKey: null }).status).toBe(201);
    expect(service.ask('POST', PATH, null).status).toBe(201);
  });

  // RFC 6238, appendix B, SHA-1; the last six of its eight digits. The secret is "12345678901234567890".
  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('the code at %i s is %s', (unixS, code) => {
    expect(isRightCode('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', code, unixS * 1000)).toBe(true);
    expect(isRightCode('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', code, unixS * 1000 + 60_000)).toBe(false);
  });
});
