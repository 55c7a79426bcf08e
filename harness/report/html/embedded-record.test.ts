import { expect, test } from 'vitest';
import { at } from '../../operations/catalogue/test-timeline.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { incidentRun } from '../../record/test-run.ts';
import { embeddedRecord } from './embedded-record.ts';
import { embeddedJson } from './markup.ts';
import { runPlans } from './run-page.ts';
import { longRun } from './test-records.ts';

const sizeOf = (value: unknown) => Buffer.byteLength(embeddedJson(value).text);

test('a record that fits is left as it is', () => {
  const run = incidentRun();
  expect(embeddedRecord(run, 100_000)).toEqual({ record: run, reductions: [] });
});

test('at first only digits go', () => {
  const run = longRun(400);
  const { record, reductions } = embeddedRecord(run, sizeOf(run) - 1000);
  expect(reductions).toEqual(['numbers of the series have 4 significant digits']);
  expect(record.series.columns.p99Ms).toHaveLength(400);
  expect(record.series.columns.p99Ms![7]).toBe(Number(run.series.columns.p99Ms![7]!.toPrecision(4)));
  expect(record).not.toHaveProperty('integrity');
});

test('then intervals become longer, and no failure is lost', () => {
  const run = longRun();
  const { record, reductions } = embeddedRecord(run, 150_000);
  expect(sizeOf(record)).toBeLessThanOrEqual(150_000);
  expect(reductions.at(-1)).toBe(`intervals of ${record.series.intervalS} s instead of 1 s`);
  const sum = ({ series }: Pick<RunRecord, 'series'>) =>
    series.columns.errors!.reduce<number>((a, b) => a + (b ?? 0), 0);
  expect(sum(record)).toBe(sum(run));
});

test('what is drawn has the lowest and the highest of each interval beside it', () => {
  const run = longRun();
  const { record, reductions } = embeddedRecord(run, 290_000, runPlans(run));
  expect(sizeOf(record)).toBeLessThanOrEqual(290_000);
  expect(reductions.at(-1)).toBe(
    'intervals of 8 s instead of 1 s of what is drawn, with the lowest and the highest 1 s of each',
  );
  const { columns, intervalS, countS } = record.spread!;
  expect([intervalS, countS]).toEqual([8, 1]);
  expect(Math.max(...(columns['timeouts.high'] as number[]))).toBe(3);
  expect(columns).not.toHaveProperty('rejected.high');
});

test('a timeline and metrics without end are cut, and it is said', () => {
  const facts = { pool: 'primary', instance: 'primary-0', checks: 3, failure: 'refused' };
  const timeline = Array.from({ length: 9000 }, (_, s) => at(s / 200, 'instance-down', facts));
  const counter = { type: 'counter', contains: 'default', values: { count: 1, rate: 1 } } as const;
  const metrics = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`metric_${i}`, counter]));
  const { record, reductions } = embeddedRecord(incidentRun({ timeline, metrics }), 290_000);
  expect(sizeOf(record)).toBeLessThanOrEqual(290_000);
  expect(reductions.slice(1, 3)).toEqual([
    'the first 1000 of 9000 entries of the timeline',
    'the first 200 of 5000 metrics',
  ]);
});
