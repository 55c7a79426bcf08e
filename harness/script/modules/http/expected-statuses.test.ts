import { expect, test } from 'vitest';
import { ORIGIN, TestDrill } from '../test-drill.ts';
import { expectedStatuses } from './expected-statuses.ts';

function drillOf() {
  const drill = new TestDrill();
  drill.serve(({ path }) => ({ status: Number(path.slice(1)) }));
  const http = drill.module('k6/http');
  const judge = (statuses: number[], params?: object) => {
    drill.run(function* () {
      for (const status of statuses) yield http.get(`${ORIGIN}/${status}`, params);
    });
    return drill.metrics.values('http_req_failed');
  };
  return { drill, http, judge };
}

test('200 to 399 are expected by default', () => {
  expect(drillOf().judge([199, 200, 399, 400, 500])).toEqual([1, 0, 0, 1, 1]);
});

test('a callback for the VU, and one for a request', () => {
  const { http, judge, drill } = drillOf();
  drill.vu.phase = 'init';
  http.setResponseCallback(http.expectedStatuses(404, { min: 500, max: 502 }));
  drill.vu.phase = 'iteration';
  expect(judge([404, 501, 200])).toEqual([0, 0, 1]);
  drill.metrics.samples.length = 0;
  expect(judge([200, 404], { responseCallback: http.expectedStatuses(200) })).toEqual([0, 1]);
  expect(drill.requests.endings.map(ending => ending.expected)).toEqual([true, true, false, true, false]);
});

test('null turns the judgement off', () => {
  const { judge, drill } = drillOf();
  expect(judge([500], { responseCallback: null })).toEqual([]);
  expect(drill.metrics.tags('http_reqs')[0]).not.toHaveProperty('expected_response');
});

test.each([[[]], [['200']], [[{ min: 200 }]], [[200.5]]])('%j is refused', statuses => {
  expect(() => expectedStatuses(...statuses)).toThrow(TypeError);
});
