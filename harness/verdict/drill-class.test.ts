import { expect, test } from 'vitest';
import { type ClassEvidence, drillClass } from './drill-class.ts';

const LIMITS = { timeouts: 0, errors: 0.01, p99: 800, good: 0.99 } as const;
type Name = keyof typeof LIMITS;

/** A drill of 100 s with 100 requests in each. */
function drill({
  broken = [],
  errors = () => 0,
  p99Ms = () => 100,
  dropped = 0,
}: {
  broken?: readonly Name[];
  errors?: (second: number) => number;
  p99Ms?: (second: number) => number;
  dropped?: number;
}): ClassEvidence {
  const of = (value: (second: number) => number): number[] => Array.from({ length: 105 }, (_, s) => value(s));
  return {
    objectives: (Object.keys(LIMITS) as Name[]).map(name => ({
      ...{ name, limit: LIMITS[name], status: broken.includes(name) ? 'broken' : 'ok' },
    })),
    generator: { dueIterations: 10_000, droppedIterations: dropped },
    series: {
      intervalS: 1,
      columns: {
        planned: of(s => (s < 100 ? 100 : 0)),
        good: of(s => 100 - errors(s)),
        errors: of(errors),
        timeouts: of(() => 0),
        p99Ms: of(p99Ms),
      },
    },
  };
}

test('service that never broke holds', () => {
  expect(drillClass(drill({ errors: s => (s === 50 ? 3 : 0) }))).toBe('holds');
});

test('it recovers if the last ten seconds of load are as the objectives ask for, and else stays down', () => {
  const broken = ['errors'] as const;
  expect(drillClass(drill({ broken, errors: s => (s < 90 ? 50 : 1) }))).toBe('recovers');
  expect(drillClass(drill({ broken, errors: s => (s < 92 ? 50 : 1) }))).toBe('stays-down');
  // What comes when nobody comes any longer says nothing.
  expect(drillClass(drill({ broken, errors: s => (s < 50 || s >= 100 ? 90 : 0) }))).toBe('recovers');
});

test('slow answers count as the median of the seconds: one alone has too few requests', () => {
  const broken = ['p99'] as const;
  expect(drillClass(drill({ broken, p99Ms: s => (s < 96 ? 100 : 2000) }))).toBe('recovers');
  expect(drillClass(drill({ broken, p99Ms: s => (s < 94 ? 100 : 2000) }))).toBe('stays-down');
});

test('a drill that dropped load, or was answered what nobody expects, shows nothing', () => {
  expect(drillClass(drill({ dropped: 11 }))).toBeNull();
  expect(drillClass(drill({ dropped: 10 }))).toBe('holds');
  expect(drillClass(drill({ broken: ['good'] }))).toBeNull();
});

test('a service that answered nothing at the end is not back', () => {
  const { series, ...rest } = drill({ broken: ['errors'] });
  const nothing = { ...series.columns, good: [], errors: [] };
  expect(drillClass({ ...rest, series: { ...series, columns: nothing } })).toBe('stays-down');
});

test('a drill in which nothing was answered as the script expects shows nothing', () => {
  const { objectives, ...rest } = drill({});
  const none = objectives.map(each => (each.name === 'good' ? { ...each, status: 'no-data' as const } : each));
  expect(drillClass({ ...rest, objectives: none })).toBeNull();
});

test('a drill of less than ten seconds is looked at whole', () => {
  const { series, ...rest } = drill({ broken: ['errors'], errors: s => (s < 3 ? 100 : 0) });
  const planned = (series.columns.planned ?? []).map((each, s) => (s < 6 ? each : 0));
  expect(drillClass({ ...rest, series: { ...series, columns: { ...series.columns, planned } } })).toBe('stays-down');
});
