import { MAP, type MapRecord } from './map-record.ts';
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
