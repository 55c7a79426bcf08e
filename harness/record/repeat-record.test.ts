import { describe, expect, it } from 'vitest';
import { REPEAT, repeatOf } from './repeat-record.ts';
import { incidentRun, quietRun } from './test-run.ts';

const runs = [quietRun({ seed: 1 }), incidentRun({ seed: 2 }), incidentRun({ seed: 3 })];
const record = repeatOf(runs, ['seed-1/run.json', 'seed-2/run.json', 'seed-3/run.json']);

/** Places of all numbers of a record, as a reader would write them. */
function places(value: unknown, place: string[] = []): string[] {
  if (typeof value === 'number') return [place.join('.')];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) {
    return value.flatMap(each => places(each, [...place, each.name ?? `${each.metric} ${each.expression}`]));
  }
  return Object.entries(value).flatMap(([key, each]) =>
    places(each, key === 'values' && place[0] === 'metrics' ? place : [...place, key]),
  );
}

describe('the record of a repeated run', () => {
  it('has every figure of the run records, with an interval wherever two seeds have it', () => {
    const {
      schemaVersion: _,
      seed: __,
      script: _s,
      topology: _t,
      timeline: _l,
      series: _c,
      ...rest
    } = runs[1] as (typeof runs)[1];
    const known = places(rest);
    expect(known.length).toBeGreaterThan(60);
    expect(Object.keys(record.figures)).toEqual(expect.arrayContaining(known));
    for (const [place, { interval, seeds }] of Object.entries(record.figures)) {
      expect([place, interval !== null]).toEqual([place, seeds > 1]);
    }
  });

  it('knows what only some seeds have', () => {
    expect(record.figures['timeouts.onsetS']).toEqual({ mean: 29, interval: [29, 29], min: 29, max: 29, seeds: 2 });
    expect(record.figures['timeouts.count']).toMatchObject({ mean: 2100, min: 0, max: 3150, seeds: 3 });
  });

  it('has the series with a band', () => {
    const { mean, low, high } = record.series.columns['alternate.cpu'] as (typeof record.series.columns)[string];
    expect(mean).toHaveLength(45);
    expect(low[30]).toBeLessThan(mean[30] as number);
    expect(high[30]).toBeGreaterThan(mean[30] as number);
  });

  it('reads back as it was written', () => {
    expect(REPEAT.schema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });
});
