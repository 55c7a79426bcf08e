import { describe, expect, it } from 'vitest';
import { noting } from './test-load.ts';

describe('thresholds', () => {
  it('are judged at the end; one without samples is no pass', () => {
    const { drill } = noting(
      {
        iterations: 2,
        thresholds: {
          iteration_duration: ['max<200', 'avg>=200'],
          checks: 'rate>0.9',
          'iterations{scenario:default}': ['count==2'],
        },
      },
      100,
    );
    expect(drill.run().thresholds).toEqual([
      { metric: 'iteration_duration', expression: 'max<200', value: 100, ok: true, status: 'ok', feelsLag: true },
      { metric: 'iteration_duration', expression: 'avg>=200', value: 100, ok: false, status: 'broken', feelsLag: true },
      { metric: 'checks', expression: 'rate>0.9', value: null, ok: false, status: 'no-data', feelsLag: false },
      {
        metric: 'iterations{scenario:default}',
        expression: 'count==2',
        value: 2,
        ok: true,
        status: 'ok',
        feelsLag: false,
      },
    ]);
  });

  it('on a counter that was never incremented judge 0, which ends no drill', () => {
    const thresholds = {
      dropped_iterations: ['count<10', { threshold: 'count>0', abortOnFail: true }],
      'iterations{scenario:other}': ['rate==0'],
    };
    const { drill } = noting({ vus: 1, duration: '5s', thresholds }, 100);
    const { exit, thresholds: judged } = drill.run();
    expect(exit).toBeNull();
    expect(judged.map(({ expression, value, status }) => [expression, value, status])).toEqual([
      ['count<10', 0, 'ok'],
      ['count>0', 0, 'broken'],
      ['rate==0', 0, 'ok'],
    ]);
  });

  it('with abortOnFail end the drill at an even second, after delayAbortEval', () => {
    const thresholds = { iterations: [{ threshold: 'count<1', abortOnFail: true, delayAbortEval: '3s' }] };
    const { drill } = noting({ vus: 1, duration: '1m', thresholds }, 100);
    expect(drill.run()).toMatchObject({
      durationMs: 4000,
      exit: { code: 99, reason: "the threshold 'count<1' of iterations is broken (abortOnFail)" },
    });
  });

  it('on unknown metrics and with unsuited aggregations are problems', () => {
    const thresholds = { http_req_durations: ['p(95)<1'], checks: ['count>1'] };
    const { drill } = noting({ thresholds }, 0);
    const { problems } = drill.engine.prepare();
    expect(problems.map(({ path, message }) => `${path}: ${message.slice(0, 66)}`)).toEqual([
      "options.thresholds['http_req_durations']: no metric 'http_req_durations'; allowed: checks, data_received, da",
      "options.thresholds['checks']: a rate has no 'count' (got 'count>1'); allowed: rate",
    ]);
  });
});
