import { expect, test } from 'vitest';
import { TestDrill } from './test-drill.ts';

function inInit<T>(drill: TestDrill, code: () => T): T {
  drill.vu.phase = 'init';
  const result = code();
  drill.vu.phase = 'iteration';
  return result;
}

test('custom metrics take numbers, booleans and tags', () => {
  const drill = new TestDrill();
  const { Counter, Gauge, Rate, Trend } = drill.module('k6/metrics');
  const { counter, gauge, rate, trend } = inInit(drill, () => ({
    counter: new Counter('hits'),
    gauge: new Gauge('depth'),
    rate: new Rate('good'),
    trend: new Trend('wait', true),
  }));
  counter.add(2);
  gauge.add(7.5);
  rate.add(true);
  rate.add(0);
  rate.add(12);
  trend.add(3, { page: 'home' });
  expect(drill.metrics.samples).toEqual([
    { metric: 'hits', value: 2, tags: {} },
    { metric: 'depth', value: 7.5, tags: {} },
    { metric: 'good', value: 1, tags: {} },
    { metric: 'good', value: 0, tags: {} },
    { metric: 'good', value: 1, tags: {} },
    { metric: 'wait', value: 3, tags: { page: 'home' } },
  ]);
  expect([trend.name, drill.metrics.find('wait')?.contains, drill.metrics.find('hits')?.contains]).toEqual([
    'wait',
    'time',
    'default',
  ]);
});

test('each VU names the same metric again; another kind under that name is refused', () => {
  const drill = new TestDrill();
  const { Counter, Trend } = drill.module('k6/metrics');
  inInit(drill, () => {
    new Counter('hits');
    new Counter('hits');
    expect(() => new Trend('hits')).toThrow('hits is another metric already');
  });
});

test('numbers given as text are converted', () => {
  const drill = new TestDrill();
  const { Trend, Rate } = drill.module('k6/metrics');
  const [trend, rate] = inInit(drill, () => [new Trend('wait'), new Rate('good')]);
  for (const text of ['5', ' 1e3 ', '-0.5', '0x10']) expect(trend.add(text)).toBe(true);
  rate.add('0');
  rate.add('2');
  for (const text of ['', ' ', '5s', '1e999']) expect(trend.add(text)).toBe(false);
  expect(drill.metrics.values('wait')).toEqual([5, 1000, -0.5, 16]);
  expect(drill.metrics.values('good')).toEqual([0, 1]);
});

test('what is no number is logged and left out; with options.throw it throws', () => {
  const drill = new TestDrill();
  const { Trend } = drill.module('k6/metrics');
  const trend = inInit(drill, () => new Trend('wait'));
  expect(trend.add('soon')).toBe(false);
  expect(trend.add(Number.NaN)).toBe(false);
  expect(drill.metrics.values('wait')).toEqual([]);
  expect(drill.logged).toEqual([
    "error: 'soon' is no value for the metric 'wait': it takes a number, also as text, or a boolean",
    "error: 'NaN' is no value for the metric 'wait': it takes a number, also as text, or a boolean",
  ]);
  drill.execution.options.throw = true;
  expect(() => trend.add(undefined)).toThrow("'undefined' is no value for the metric 'wait'");
});

test('metrics are made in the init context, and used after it', () => {
  const drill = new TestDrill();
  const { Trend } = drill.module('k6/metrics');
  expect(() => new Trend('wait')).toThrow(
    'new Trend() works only in the init context: move it to the top of the script, outside of functions',
  );
  inInit(drill, () => {
    const trend = new Trend('wait');
    expect(() => trend.add(1)).toThrow('wait.add() does not work in the init context');
    expect(() => new Trend('1st')).toThrow(
      "'1st' is no name for a metric: use letters, digits and _, not starting with a digit, 128 at most",
    );
  });
});

test('tags that nobody selects are left out', () => {
  const drill = new TestDrill();
  drill.metrics.selected = new Set(['page']);
  const { Counter } = drill.module('k6/metrics');
  const counter = inInit(drill, () => new Counter('hits'));
  counter.add(1, { page: 'home', user: 'user17' });
  expect(drill.metrics.tags('hits')).toEqual([{ page: 'home' }]);
});
