import { describe, expect, test } from 'vitest';
import { ORIGIN, TestDrill } from '../test-drill.ts';

describe('a request', () => {
  test('blocks its VU until the answer is there', () => {
    const drill = new TestDrill();
    drill.serve(() => ({ status: 201, body: '{"id":7}', afterMs: 20 }));
    const http = drill.module('k6/http');
    const response = drill.run(function* () {
      return yield http.post(`${ORIGIN}/things?a=1`, 'x');
    });
    expect(response.status).toBe(201);
    expect(response.json('id')).toBe(7);
    expect(drill.arrived).toEqual([{ method: 'POST', path: '/things?a=1', headers: {}, body: 'x', at: 0.5 }]);
    expect(response.timings.duration).toBeCloseTo(21);
  });

  test('gives k6 metrics with their tags', () => {
    const drill = new TestDrill();
    drill.serve(() => ({ status: 404, body: 'no' }));
    drill.run(function* () {
      yield drill.module('k6/http').get(`${ORIGIN}/x`, { headers: { a: 'bc' }, tags: { name: 'route', team: 'id' } });
    });
    const tags = {
      name: 'route',
      team: 'id',
      method: 'GET',
      status: '404',
      proto: 'HTTP/1.1',
      expected_response: 'false',
      error_code: '1404',
    };
    expect(drill.metrics.samples.filter(sample => sample.metric.startsWith('http'))).toEqual([
      { metric: 'http_reqs', value: 1, tags },
      { metric: 'http_req_duration', value: 1, tags },
      { metric: 'http_req_blocked', value: 0, tags },
      { metric: 'http_req_connecting', value: 0, tags },
      { metric: 'http_req_tls_handshaking', value: 0, tags },
      { metric: 'http_req_sending', value: 0, tags },
      { metric: 'http_req_waiting', value: 1, tags },
      { metric: 'http_req_receiving', value: 0, tags },
      { metric: 'http_req_failed', value: 1, tags },
    ]);
  });

  test('to nobody is refused, and takes the time that it took', () => {
    const drill = new TestDrill();
    const response = drill.run(function* () {
      return yield drill.module('k6/http').get('http://127.0.0.1:9/');
    });
    expect([response.status, response.error, response.error_code, response.body]).toEqual([
      0,
      'dial: connection refused',
      1212,
      null,
    ]);
    expect(drill.metrics.values('http_req_duration')).toEqual([1]);
  });

  test('ends with 1050 when its own time is up, and its server is told', () => {
    const drill = new TestDrill();
    drill.serve(() => null);
    const response = drill.run(function* () {
      return yield drill.module('k6/http').get(`${ORIGIN}/slow`, { timeout: '1.5s' });
    });
    expect([response.status, response.error_code, response.timings.duration]).toEqual([0, 1050, 1500]);
    expect(drill.abandoned).toEqual(['/slow']);
    expect(drill.clock.now()).toBe(1500);
  });

  test('is on the account of the verdict, charged with the lag of its iteration', () => {
    const drill = new TestDrill();
    drill.serve(() => ({ status: 503, headers: { 'X-Headroom-Reason': 'queue-full' } }));
    drill.vu.iterationLagMs = 30;
    drill.vu.iterationDueAt = -30;
    drill.run(function* () {
      yield drill.module('k6/http').get(`${ORIGIN}/x`, { tags: { name: 'route' } });
      yield drill.module('k6/http').get('http://control:1/x');
    });
    expect(drill.requests.lines).toEqual(['0 issued', '1 ended 503']);
    expect(drill.requests.endings).toEqual([
      {
        status: 503,
        failure: null,
        reason: 'queue-full',
        expected: false,
        iterationDueAt: -30,
        issuedAt: 0,
        serviceTimeMs: 1,
        responseTimeMs: 31,
        name: 'route',
      },
    ]);
  });

  test('of setup is not on the account', () => {
    const drill = new TestDrill();
    drill.serve(() => ({}));
    drill.vu.phase = 'setup';
    drill.run(function* () {
      yield drill.module('k6/http').get(`${ORIGIN}/x`);
    });
    expect(drill.requests.lines).toEqual([]);
    expect(drill.metrics.values('http_reqs')).toEqual([1]);
  });

  test('is given up when its iteration is interrupted', () => {
    const drill = new TestDrill();
    drill.serve(() => null);
    drill.vu.run(function* () {
      yield drill.module('k6/http').get(`${ORIGIN}/x`);
    });
    drill.clock.advance(100);
    drill.vu.waitingFor?.cancel();
    drill.clock.advance(100_000);
    expect(drill.requests.lines).toEqual(['0 issued', '100 interrupted']);
    expect(drill.abandoned).toEqual(['/x']);
    expect(drill.metrics.values('http_reqs')).toEqual([]);
  });

  test('is not possible in the init context', () => {
    const drill = new TestDrill();
    drill.vu.phase = 'init';
    expect(() => drill.module('k6/http').get(ORIGIN)).toThrowErrorMatchingInlineSnapshot(
      `[LifeError: k6/http does not work in the init context: move it into the default function, a scenario's exec function, setup or teardown]`,
    );
  });
});
