import { describe, expect, it } from 'vitest';
import { DEFAULT_TREND_STATS, MetricRegistry } from './metric-registry.ts';
import { parseSelector, type Selector } from './selector.ts';
import { TagSet } from './tags.ts';

const selector = (key: string) => parseSelector(key) as Selector;
const tags = TagSet.EMPTY.with('scenario', 'peak').with('expected_response', 'true');

describe('MetricRegistry', () => {
  it("has k6's metrics from the start", () => {
    const registry = new MetricRegistry();
    expect(registry.find('http_req_duration')).toMatchObject({ type: 'trend', contains: 'time' });
    expect(registry.find('http_req_waitin')).toBeUndefined();
  });

  it('counts successful requests apart', () => {
    const registry = new MetricRegistry();
    registry.find('http_req_duration')?.add(10, tags);
    registry.find('http_req_duration')?.add(1000, tags.with('expected_response', 'false'));
    const { http_req_duration: all, 'http_req_duration{expected_response:true}': good } = registry.values(
      ['max'],
      1000,
    );
    expect(all?.values).toEqual({ max: 1000 });
    expect(good?.values).toEqual({ max: 10 });
  });

  it('gives a submetric the samples whose tags all match', () => {
    const registry = new MetricRegistry();
    const checks = registry.select(selector('checks{scenario:peak,check:is open}'));
    registry.find('checks')?.add(1, tags.with('check', 'is open'));
    registry.find('checks')?.add(0, tags.with('check', 'is closed'));
    registry.find('checks')?.add(0, TagSet.EMPTY.with('check', 'is open'));
    expect(checks?.sink.values([], 1000)).toEqual({ rate: 1, passes: 1, fails: 0 });
  });

  it('remembers no match from before a selector was added', () => {
    const registry = new MetricRegistry();
    registry.select(selector('http_reqs{scenario:calm}'));
    registry.find('http_reqs')?.add(1, tags);
    const peak = registry.select(selector('http_reqs{scenario:peak}'));
    registry.find('http_reqs')?.add(1, tags);
    expect(peak?.sink.statistic('count', 1000)).toBe(1);
  });

  it('knows which tags are selected by', () => {
    const registry = new MetricRegistry();
    expect([registry.selects('expected_response'), registry.selects('url')]).toEqual([true, false]);
    registry.select(selector('http_reqs{url:http://127.0.0.1/}'));
    expect(registry.selects('url')).toBe(true);
  });

  it('selects nothing of an unknown metric', () => {
    expect(new MetricRegistry().select(selector('http_requests{a:b}'))).toBeUndefined();
  });

  it('refuses a second type for a name', () => {
    const registry = new MetricRegistry();
    registry.define('logins', 'counter');
    expect(() => registry.define('logins', 'trend', 'time')).toThrowErrorMatchingInlineSnapshot(
      `[Error: metric 'logins' exists already as a counter of default values; it cannot also be a trend of time values]`,
    );
  });

  it('takes no sample that is not a number', () => {
    const registry = new MetricRegistry();
    const logins = registry.define('logins', 'trend');
    logins.add(Number.NaN, tags);
    logins.add(Number.POSITIVE_INFINITY, tags);
    logins.add(3, tags);
    expect(logins.sink.values(['count', 'max'], 1)).toEqual({ count: 1, max: 3 });
  });

  it("gives k6's statistics of each type", () => {
    const registry = new MetricRegistry();
    for (const vus of [3, 7, 5]) registry.find('vus')?.add(vus, tags);
    for (const ok of [1, 1, 0, 1]) registry.find('checks')?.add(ok, tags);
    registry.find('http_reqs')?.add(500, tags);
    for (const ms of [1, 2, 3, 4]) registry.find('iteration_duration')?.add(ms, tags);
    expect(registry.values(DEFAULT_TREND_STATS, 2000)).toMatchInlineSnapshot(`
      {
        "checks": {
          "contains": "default",
          "type": "rate",
          "values": {
            "fails": 1,
            "passes": 3,
            "rate": 0.75,
          },
        },
        "http_reqs": {
          "contains": "default",
          "type": "counter",
          "values": {
            "count": 500,
            "rate": 250,
          },
        },
        "iteration_duration": {
          "contains": "time",
          "type": "trend",
          "values": {
            "avg": 2.5,
            "max": 4,
            "med": 2.5,
            "min": 1,
            "p(90)": 3.7,
            "p(95)": 3.8499999999999996,
          },
        },
        "vus": {
          "contains": "default",
          "type": "gauge",
          "values": {
            "max": 7,
            "min": 3,
            "value": 5,
          },
        },
      }
    `);
  });

  it('merges two drills, submetrics too', () => {
    const [a, b] = [new MetricRegistry(), new MetricRegistry()];
    b.select(selector('http_reqs{scenario:peak}'));
    for (const registry of [a, b]) {
      registry.find('http_reqs')?.add(2, tags);
      registry.find('http_req_duration')?.add(registry === a ? 10 : -4, tags);
      registry.find('checks')?.add(1, tags);
      registry.find('vus')?.add(registry === a ? 9 : 4, tags);
    }
    a.merge(b);
    const merged = a.values(['min', 'max', 'count'], 1000);
    expect(merged.http_reqs?.values).toEqual({ count: 4, rate: 4 });
    expect(merged['http_reqs{scenario:peak}']?.values).toEqual({ count: 2, rate: 2 });
    expect(merged.http_req_duration?.values).toEqual({ min: -4, max: 10, count: 2 });
    expect(merged.checks?.values).toEqual({ rate: 1, passes: 2, fails: 0 });
    expect(merged.vus?.values).toEqual({ value: 4, min: 4, max: 9 });
  });
});
