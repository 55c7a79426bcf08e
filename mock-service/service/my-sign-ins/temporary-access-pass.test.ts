import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LIFETIME_MINUTES, type TemporaryAccessPass, usabilityOf } from './temporary-access-pass.ts';
import { EPOCH_MS, TestService } from './test-service.ts';

const PATH = '/v1.0/me/authentication/temporaryAccessPassMethods';
const { least, most } = LIFETIME_MINUTES;

describe('issuing a temporary access pass', () => {
  test('without terms: from now, for an hour, for many uses', () => {
    const service = new TestService();
    const { status, json } = service.ask('POST', PATH);
    expect(status).toBe(201);
    expect(json).toEqual({
      '@odata.context': expect.stringMatching(/\/authentication\/temporaryAccessPassMethods\/\$entity$/),
      '@odata.type': '#microsoft.graph.temporaryAccessPassAuthenticationMethod',
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      temporaryAccessPass: expect.stringMatching(/^[2-9A-HJ-NP-Za-km-np-z]{8}$/),
      createdDateTime: '2026-06-01T07:00:00.000Z',
      startDateTime: '2026-06-01T07:00:00.000Z',
      lifetimeInMinutes: 60,
      isUsableOnce: false,
      isUsable: true,
      methodUsabilityReason: 'EnabledByPolicy',
    });
  });

  test('the passcode is shown only then; the pass is listed last among the methods', () => {
    const service = new TestService();
    const { id, temporaryAccessPass } = service.ask('POST', PATH).json;
    const shown = [
      service.ask('GET', PATH).json.value.at(-1),
      service.ask('GET', `${PATH}/${id}`).json,
      service.ask('GET', '/v1.0/me/authentication/methods').json.value.at(-1),
      service.ask('GET', `/v1.0/me/authentication/methods/${id}`).json,
    ];
    for (const pass of shown) expect(pass).toMatchObject({ id, temporaryAccessPass: null, isUsable: true });
    expect(JSON.stringify(shown)).not.toContain(temporaryAccessPass);
  });

  test('a new pass replaces the old', () => {
    const service = new TestService();
    const old = service.ask('POST', PATH).json;
    const next = service.ask('POST', PATH).json;
    expect(next.temporaryAccessPass).not.toBe(old.temporaryAccessPass);
    expect(service.ask('GET', PATH).json.value.map(({ id }: { id: string }) => id)).toEqual([next.id]);
    expect(service.ask('GET', `${PATH}/${old.id}`).status).toBe(404);
  });

  test('a pass can be taken back', () => {
    const service = new TestService();
    const { id } = service.ask('POST', PATH).json;
    expect(service.ask('DELETE', `${PATH}/other`).status).toBe(404);
    expect(service.ask('DELETE', `${PATH}/${id}`).status).toBe(204);
    expect(service.ask('GET', PATH).json.value).toEqual([]);
  });

  test('a lifetime is a whole number of minutes within the limits: anything else is refused', () => {
    const service = new TestService();
    const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });
    const integers = fc.integer({ min: least - 50, max: most + 50 });
    fc.assert(
      fc.property(fc.oneof(integers, doubles, fc.string(), fc.boolean()), lifetimeInMinutes => {
        const right = Number.isInteger(lifetimeInMinutes) && +lifetimeInMinutes >= least && +lifetimeInMinutes <= most;
        const { status, json } = service.ask('POST', PATH, { lifetimeInMinutes });
        expect(status).toBe(right ? 201 : 400);
        if (right) expect(json.lifetimeInMinutes).toBe(lifetimeInMinutes);
      }),
    );
  });

  test.each([least, most])('a lifetime of %i minutes is within the limits', lifetimeInMinutes => {
    expect(new TestService().ask('POST', PATH, { lifetimeInMinutes }).status).toBe(201);
  });

  test.each([
    [{ lifetimeInMinutes: 9 }, 'Invalid lifetimeInMinutes 9: it must be a whole number from 10 to 43200.'],
    [{ isUsableOnce: 'yes' }, 'Invalid isUsableOnce "yes": it must be true or false.'],
    [{ startDateTime: '1 June' }, 'Invalid startDateTime "1 June": it must look like "2026-06-05T00:00:00Z".'],
    [
      { startDateTime: '2026-02-30T99:00:00Z' },
      'Invalid startDateTime "2026-02-30T99:00:00Z": it must look like "2026-06-05T00:00:00Z".',
    ],
    [
      { startDateTime: '2026-06-01T06:00:00Z' },
      'The pass would have expired already: startDateTime "2026-06-01T06:00:00Z" with 60 minutes.',
    ],
    [{ lifetime: 60 }, 'Unknown properties: lifetime; allowed are startDateTime, lifetimeInMinutes, isUsableOnce.'],
  ])('%j is refused and says why', (terms, message) => {
    expect(new TestService().ask('POST', PATH, terms)).toMatchObject({ status: 400, json: { error: { message } } });
  });

  test('a start in the future: not valid yet', () => {
    const service = new TestService();
    const { json } = service.ask('POST', PATH, { startDateTime: '2026-06-01T09:00:00+01:00', lifetimeInMinutes: 10 });
    expect(json).toMatchObject({
      startDateTime: '2026-06-01T08:00:00.000Z',
      isUsable: false,
      methodUsabilityReason: 'NotYetValid',
    });
  });
});

describe('whether a pass is usable', () => {
  const passes: fc.Arbitrary<TemporaryAccessPass> = fc.record({
    id: fc.constant('x'),
    text: fc.constant('y'),
    createdMs: fc.constant(EPOCH_MS),
    startMs: fc.integer({ min: EPOCH_MS, max: EPOCH_MS + 86_400_000 }),
    lifetimeMinutes: fc.integer({ min: least, max: most }),
    usableOnce: fc.boolean(),
    used: fc.boolean(),
  });

  test('from its start until its lifetime is over, not a millisecond more, unless it is used up', () => {
    fc.assert(
      fc.property(passes, pass => {
        const endMs = pass.startMs + pass.lifetimeMinutes * 60_000;
        const at = (ms: number) => usabilityOf(pass, ms);
        const expected = ['NotYetValid', 'EnabledByPolicy', 'EnabledByPolicy', 'Expired'];
        expect([pass.startMs - 1, pass.startMs, endMs - 1, endMs].map(at)).toEqual(
          pass.used ? expected.map(() => 'OneTimeUsed') : expected,
        );
      }),
    );
  });
});
