/**
 * `node proof/map/edges.ts [SEEDS]`: whether the edges of a map lie within 2 % of those that bisection finds, on a small topology, with
 * ten seeds. In some of a map's rows the load between the last cell that holds and the first that does not is beside the one to
 * which the load is bisected for that row alone.
 */

import type { DrillSpec } from '../../harness/drill/drill-spec.ts';
import { recordOfSpec } from '../../harness/drill/test-record.ts';
import { readDrillFiles } from '../../harness/topology/drill-files.ts';
import { drillClass } from '../../harness/verdict/drill-class.ts';
import { type MapRange, readRange, valuesIn } from '../../harness/verdict/map-axis.ts';
import { type Cell, filled, type MapGrid, nextCells } from '../../harness/verdict/map-refinement.ts';
import type { NamedCacheSettings } from '../../mock-service/settings/cache-settings.ts';

const WITHIN = 0.02;
const BISECTED = 1.001;
const TOPOLOGY = 'proof/map/small.yaml';
const SCRIPT = 'proof/map/reads.js';
const BASELINE = 'mock-service/settings/baseline.yaml';
const [LOADS, INSTANCES] = ['0.6..1.8', '1..4'].map((text, i) => valuesIn(readRange(text, i === 1) as MapRange, 32));
const loads = LOADS as string[];
const instances = INSTANCES as string[];
const grid: MapGrid = { columns: loads.length, rows: instances.length, coarse: 8 };

const seeds = Number(process.argv[2] ?? 10);
let worst = 0;
let drills = 0;
for (let seed = 1; seed <= seeds; seed++) {
  const seen = new Map<string, string>();
  const known = ({ x, y }: Cell): string | undefined => seen.get(`${x} ${y}`);
  for (let next = nextCells(grid, known); next.length > 0; next = nextCells(grid, known))
    for (const { x, y } of next) seen.set(`${x} ${y}`, await became(seed, Number(loads[x]), instances[y] as string));
  drills += seen.size;
  for (const [y, row] of filled(grid, known).entries()) {
    const first = row.findIndex(outcome => outcome !== 'holds');
    if (first < 1) continue;
    const edge = Math.sqrt(Number(loads[first - 1]) * Number(loads[first]));
    const bisected = await bisect(seed, instances[y] as string);
    worst = Math.max(worst, Math.abs(edge / bisected - 1));
    console.log(`seed ${seed}, ${instances[y]} instances: map ${edge.toFixed(3)}, bisection ${bisected.toFixed(3)}`);
  }
}
console.log(
  `${worst <= WITHIN ? '✓' : '✗'} the worst edge is ${(100 * worst).toFixed(2)} % off, with ${seeds} seeds; ${(drills / seeds).toFixed(0)} drills a map of ${grid.columns * grid.rows} cells`,
);
process.exitCode = worst <= WITHIN ? 0 : 1;

/** Over the whole range, knowing nothing of the map. */
async function bisect(seed: number, count: string): Promise<number> {
  let [low, high] = [Number(loads[0]), Number(loads.at(-1))];
  while (high / low > BISECTED) {
    const middle = Math.sqrt(low * high);
    if ((await became(seed, middle, count)) === 'holds') low = middle;
    else high = middle;
  }
  return Math.sqrt(low * high);
}

async function became(seed: number, load: number, count: string): Promise<string> {
  const { topology, settings } = readDrillFiles(TOPOLOGY, [BASELINE], [`pools.primary.instances=${count}`]);
  const [baseline] = settings as [NamedCacheSettings];
  const spec: DrillSpec = {
    ...{ clock: 'virtual', script: SCRIPT, topology, settings: { underTest: baseline, baseline }, seed, env: {} },
    ...{ arrivals: 'poisson', tags: {}, allowedHosts: [], headroom: null, varied: { load } },
  };
  return drillClass(await recordOfSpec(spec)) ?? 'unknown';
}
