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

  test('that fails is remembered for the rest of its iteration', () => {
    const drill = new TestDrill();
    drill.serve(({ path }) => ({ status: Number(path.slice(1)) }));
    const http = drill.module('k6/http');
    const failed = drill.run(function* () {
      yield http.get(`${ORIGIN}/200`);
      const before = drill.vu.requestFailed;
      yield http.get(`${ORIGIN}/504`);
      return [before, drill.vu.requestFailed];
    });
    expect(failed).toEqual([false, true]);
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
    drill.interrupt(100, function* () {
      yield drill.module('k6/http').get(`${ORIGIN}/x`);
    });
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

describe('accounting', () => {
  test('bytes are counted: lines, headers and bodies', () => {
    const drill = new TestDrill();
    drill.serve(() => ({ headers: { ab: 'cde' }, body: Buffer.from('12345') }));
    drill.run(function* () {
      yield drill.module('k6/http').post(`${ORIGIN}/p`, 'ä', { headers: { x: 'yz' } });
    });
    // POST␣/p␣HTTP/1.1↵↵ is 18 with two line ends of two, x: yz↵↵ is 7, ä is 2. HTTP/1.1␣200␣OK↵↵↵↵ is 19, ab: cde↵↵ is 9.
    expect(drill.metrics.values('data_sent')).toEqual([20 + 7 + 2]);
    expect(drill.metrics.values('data_received')).toEqual([19 + 9 + 5]);
  });

  test('of a body that is text only when read, the stated length counts', () => {
    const drill = new TestDrill();
    drill.serve(() => ({ headers: { 'Content-Length': '40' }, body: { text: () => expect.fail('was read') } }));
    drill.run(function* () {
      yield drill.module('k6/http').get(`${ORIGIN}/p`);
    });
    expect(drill.metrics.values('data_received')).toEqual([19 + 20 + 40]);
  });

  test('tags that nobody selects are not made', () => {
    const drill = new TestDrill();
    drill.metrics.selected = new Set(['expected_response', 'team']);
    drill.serve(() => ({}));
    drill.run(function* () {
      yield drill.module('k6/http').get(`${ORIGIN}/p`, { tags: { name: 'route', team: 'id', user: '17' } });
    });
    expect(drill.metrics.tags('http_reqs')).toEqual([{ team: 'id', expected_response: 'true' }]);
    expect(drill.requests.endings[0]?.name).toBe('route');
  });

  test('urls are tags where a selector asks for them; a name stands for its url', () => {
    const drill = new TestDrill();
    drill.metrics.selected = new Set(['url', 'name']);
    drill.serve(() => ({}));
    const http = drill.module('k6/http');
    drill.run(function* () {
      yield http.get(`${ORIGIN}/p`);
      yield http.get(http.url`${ORIGIN}/p/${1}`);
    });
    const name = '${}/p/${}';
    expect(drill.metrics.tags('http_reqs')).toEqual([
      { name: `${ORIGIN}/p`, url: `${ORIGIN}/p` },
      { name, url: name },
    ]);
  });

  test('a call is reused without a trace of the one before', () => {
    const drill = new TestDrill();
    drill.serve(() => ({ status: 503, headers: { 'x-headroom-reason': 'deadline' } }));
    const http = drill.module('k6/http');
    const params = { headers: { a: '1' }, tags: { name: 'n' }, cookies: { c: '1' }, responseType: 'none', timeout: 5 };
    drill.run(function* () {
      yield http.post('http://u:p@127.0.0.1:8080/x', 'body', params);
      drill.serve(() => ({ afterMs: 50 }));
      yield http.get(`${ORIGIN}/y`);
    });
    expect(drill.arrived[1]).toMatchObject({ method: 'GET', path: '/y', headers: {}, body: null });
    expect(drill.requests.endings[1]).toMatchObject({ status: 200, reason: null, expected: true, name: '' });
  });

  test('a host that is not allowed ends the iteration with the flag to use', () => {
    const drill = new TestDrill();
    drill.serve(() => ({ failure: 'forbidden' }), 'http://prod.example');
    expect(() =>
      drill.run(function* () {
        yield drill.module('k6/http').get('http://prod.example/x');
      }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[HostNotAllowed: GET http://prod.example/x: this host is not part of the drill, so nothing was sent to it; if it may be loaded, allow it with --allow-host prod.example]`,
    );
  });
});
