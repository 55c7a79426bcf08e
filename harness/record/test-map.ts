import { type MapRange, readRange, valuesIn } from '../verdict/map-axis.ts';
import { MAP, type MapOutcome, type MapRecord } from './map-record.ts';
import { sealed } from './seal.ts';
import { quietRun } from './test-run.ts';

/** A map of two columns and two rows with every outcome. */
export function testMap(): MapRecord {
  const { script, topology, cacheSettings, clock, arrivals, startedAt, seed } = quietRun();
  return sealed(MAP, {
    ...{ script, topology, cacheSettings, clock, arrivals, startedAt, seed },
    failsOver: true,
    axes: [
      { kind: 'load', path: 'load', values: ['1', '1.2'], own: { value: '1', nearest: 0 } },
      { kind: 'setting', path: 'ttl', values: ['5s', '300s'], own: { value: '300s', nearest: 1 } },
    ],
    coarse: 8,
    outcomes: [
      ['recovers', 'stays-down'],
      ['holds', 'unknown'],
    ],
    drilled: [
      [true, true],
      [true, true],
    ],
    edge: { own: true, ends: 1.1, stays: 1.11, drills: 6 },
  });
}

/** One of 32 columns and rows, whose edges were drilled with three seeds; they differ in a cell of every other row. */
export function wideMap(): MapRecord {
  const outcomeAt = (x: number, y: number): MapOutcome => {
    const at = x - y / 4;
    return at < 10 ? 'holds' : at < 16 ? 'recovers' : 'stays-down';
  };
  const side = Array.from({ length: 32 }, (_, i) => i);
  const rows = <Told>(told: (x: number, y: number) => Told): Told[][] => side.map(y => side.map(x => told(x, y)));
  const isAtEdge = (x: number, y: number): boolean =>
    [x - 1, x + 1].some(near => near >= 0 && near < 32 && outcomeAt(near, y) !== outcomeAt(x, y));
  const edge = { own: true, ends: 1.1, stays: 1.11, drills: 6 };
  return sealed(MAP, {
    ...testMap(),
    axes: [
      {
        kind: 'load',
        path: 'load',
        values: valuesIn(readRange('0.6..1.8', false) as MapRange, 32),
        own: { value: '1', nearest: 14 },
      },
      {
        kind: 'setting',
        path: 'ttl',
        values: valuesIn(readRange('75s..1200s', true) as MapRange, 32),
        own: { value: '300s', nearest: 16 },
      },
    ],
    outcomes: rows(outcomeAt),
    drilled: rows((x, y) => isAtEdge(x, y) || (x % 8 === 0 && y % 8 === 0)),
    edge,
    bySeed: {
      seeds: [1, 2, 3],
      agreeing: rows((x, y) => (isAtEdge(x, y) ? (y % 2 === 0 && outcomeAt(x, y) === 'stays-down' ? 2 : 3) : null)),
      edges: [edge, { ...edge, stays: 1.13 }, { ...edge, stays: 1.09 }],
    },
  });
}
