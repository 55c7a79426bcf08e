import { InputErrors, type Problem, readAll } from '../../../mock-service/settings/input-errors.ts';
import type { DrillSpec } from '../../drill/drill-spec.ts';
import type { Amendment } from '../../operations/amendment.ts';
import { MAP, MAP_OUTCOMES, type MapOutcome, type MapRecord } from '../../record/map-record.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { sealed } from '../../record/seal.ts';
import { readDrillFiles } from '../../topology/drill-files.ts';
import { drillClass } from '../../verdict/drill-class.ts';
import { count } from '../../verdict/figures.ts';
import type { MapAxis } from '../../verdict/map-axis.ts';
import { MapCells } from '../../verdict/map-cells.ts';
import { findEdge, type MapEdge } from '../../verdict/map-edge.ts';
import type { Cell, MapGrid } from '../../verdict/map-refinement.ts';
import { Drafts } from '../drafts.ts';
import { EXIT } from '../exit-code.ts';
import { type Given, UsageError } from '../flags/command.ts';
import { DEFAULT_SETTINGS, DEFAULT_TOPOLOGY, type DrillInputs, wholeNumber } from '../flags/drill-flags.ts';
import { AXES_TEXT, MAP_SEEDS, readMapAxes } from '../flags/map-flags.ts';
import { inParallel } from '../in-parallel.ts';
import type { Interruption } from '../interruption.ts';
import { keepRecord } from '../keep-record.ts';
import { orInterrupted, specOf } from '../measure-capacity.ts';
import type { OutFolder } from '../out-folder.ts';
import { openBench } from '../probe-bench.ts';
import { shippedFile } from '../shipped-file.ts';
import { tickerOf } from '../to-terminal.ts';
import { whileWanted } from '../while-wanted.ts';

/** Every so many cells are drilled first: of 32, five in a row. */
const COARSE = 8;
const CORNERS = 4;

type Axes = readonly [MapAxis, MapAxis];

/** `headroom capacity SCRIPT --virtual --map load,ttl`: what becomes of the script's own drill, against two of what decides it. */
export async function map(
  given: Given,
  inputs: DrillInputs,
  folder: OutFolder,
  interruption: Interruption,
): Promise<number> {
  if (inputs.spec.clock !== 'virtual') throw new UsageError('--map takes hundreds of drills: it needs --virtual');
  const axes = readMapAxes(given, inputs);
  const [columns, rows] = axes;
  const own = specOf(inputs);
  const specAt = cellSpecs(given, inputs, axes);
  const grid: MapGrid = { columns: columns.values.length, rows: rows.values.length, coarse: COARSE };
  checkValues(grid, specAt);
  const seeds = Array.from({ length: wholeNumber(given, 'repeat', MAP_SEEDS, 1) }, (_, i) => own.seed + i);

  const cells = new MapCells<MapOutcome>(grid, seeds.length);
  const corners: RunRecord[] = [];
  let edges: (MapEdge | null)[] = [];
  const startedAt = new Date().toISOString();
  const { tick, say } = tickerOf(inputs);
  const drafts = new Drafts(folder, say);
  const bench = await openBench(own, inputs.quiet, interruption);
  try {
    const unvaried = await bench.run(own);
    const recordNow = (planned: number): MapRecord =>
      mapOf(unvaried, { axes, grid, cells, startedAt, seeds, edges }, { finished: cells.drills, planned });
    const drill = async (cell: Cell): Promise<void> => {
      const seed = seeds[cells.bySeed(cell).length] as number;
      const record = await bench.run({ ...specAt(cell), seed });
      if (isCorner(cell, grid) && seed === own.seed) corners.push(record);
      cells.add(cell, drillClass(record) ?? 'unknown');
      if (corners.length === CORNERS) checkOrdered(axes, corners.splice(0), given);
      drafts.ofSearch(MAP, () => ({ kind: 'map', record: recordNow(cells.drills + 1) }));
      tick(`${count(cells.drills)} drills: ${tally(cells.outcomes())}`);
    };
    const phases = [
      ['the cells along the edges', cells.next],
      ...(seeds.length === 1 ? [] : [[`those at the edges with ${seeds.length} seeds`, cells.nextAtEdges] as const]),
    ] as const;
    for (const [what, wanted] of phases) {
      tick(`Drilling ${what}.`);
      const isDone = await orInterrupted(whileWanted(wanted, MapCells.keyOf, bench.atOnce, drill).then(() => true));
      if (isDone === null) return await keep(recordNow(cells.drills + wanted().length), folder, inputs);
    }
    const drillAt = (load: number, seed: number): Promise<RunRecord> =>
      load === 1 && seed === own.seed ? Promise.resolve(unvaried) : bench.run({ ...own, seed, varied: { load } });
    const found = await edgesOf(axes, seeds, drillAt, bench.atOnce, tick);
    edges = found ?? [];
    return await keep(recordNow(cells.drills + (found === null ? 1 : 0)), folder, inputs);
  } finally {
    await bench.close();
  }
}

async function keep(record: MapRecord, folder: OutFolder, inputs: DrillInputs): Promise<number> {
  (await keepRecord(folder, '', { kind: 'map', record })).show(inputs);
  return record.interrupted === undefined ? EXIT.pass : EXIT.interrupted;
}

/** The drill of a cell. */
function cellSpecs(given: Given, inputs: DrillInputs, axes: Axes): (cell: Cell) => DrillSpec {
  const own = specOf(inputs);
  const files = [
    given.text('topology') ?? shippedFile(DEFAULT_TOPOLOGY),
    given.text('cache') ?? shippedFile(DEFAULT_SETTINGS),
  ] as const;
  return ({ x, y }) => {
    const values = axes.map((axis, i) => ({ axis, value: axis.values[i === 0 ? x : y] as string }));
    const of = (kind: MapAxis['kind']) => values.filter(({ axis }) => axis.kind === kind);
    const set = of('setting').map(({ axis, value }) => `${axis.path}=${value}`);
    const read = set.length === 0 ? null : readVaried(files, [...given.texts('set'), ...set], given.text('map') ?? '');
    const [load] = of('load');
    const amended = of('operation').map(({ axis, value }) => ({ ...operationOf(axis), value: bodyValue(value) }));
    const varied = {
      ...(load === undefined || Number(load.value) === 1 ? {} : { load: Number(load.value) }),
      ...(amended.length === 0 ? {} : { amended }),
    };
    return {
      ...(read === null ? own : { ...specOf({ ...inputs, settings: read.settings }), topology: read.topology }),
      env: { ...own.env, ...Object.fromEntries(of('env').map(({ axis, value }) => [axis.path.slice(4), value])) },
      ...(Object.keys(varied).length === 0 ? {} : { varied }),
    };
  };
}

function readVaried(
  [topologyFile, settingsFile]: readonly [string, string],
  set: readonly string[],
  asked: string,
): Pick<ReturnType<typeof readDrillFiles<[string]>>, 'topology' | 'settings'> {
  try {
    return readDrillFiles(topologyFile, [settingsFile], set);
  } catch (error) {
    if (!(error instanceof InputErrors)) throw error;
    // The flag that was typed is --map.
    throw new InputErrors(error.problems.map(problem => asTyped(problem, asked)));
  }
}

function asTyped(problem: Problem, asked: string): Problem {
  if (!problem.file.startsWith('--set ')) return problem;
  const value = problem.file.slice('--set '.length);
  const message = problem.message.startsWith('unknown path') ? `${problem.message}; ${AXES_TEXT}` : problem.message;
  return { ...problem, file: `--map ${asked}`, message: `${value}: ${message}` };
}

/** Every value of either axis beside the first of the other, and the corners. @throws InputErrors */
function checkValues({ columns, rows }: MapGrid, specAt: (cell: Cell) => DrillSpec): void {
  const far = { x: columns - 1, y: rows - 1 };
  readAll(...[{ x: 0, y: 0 }, far].map(cell => () => specAt(cell)));
  for (let x = 1; x < columns; x++) specAt({ x, y: 0 });
  for (let y = 1; y < rows; y++) specAt({ x: 0, y });
}

function operationOf({ path }: Pick<MapAxis, 'path'>): Pick<Amendment, 'operation' | 'field'> {
  const at = path.indexOf('.');
  return { operation: path.slice(0, at) as Amendment['operation'], field: path.slice(at + 1) };
}

/** Numbers are numbers in JSON, what has a unit is a text. */
function bodyValue(value: string): string | number {
  return /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

function isCorner({ x, y }: Cell, { columns, rows }: MapGrid): boolean {
  return (x === 0 || x === columns - 1) && (y === 0 || y === rows - 1);
}

/** A script whose operators do not order what is varied has the same timeline whatever its value. @throws InputErrors */
function checkOrdered(axes: Axes, corners: readonly RunRecord[], given: Given): void {
  for (const axis of axes) {
    if (axis.kind !== 'operation') continue;
    const { operation, field } = operationOf(axis);
    const orders = corners.map(({ timeline }) => JSON.stringify(timeline.filter(each => each.operation === operation)));
    if (new Set(orders).size > 1) continue;
    const message = `the script orders no ${operation} with ${field}: its value changes nothing`;
    throw new InputErrors([{ file: `--map ${given.text('map')}`, line: null, column: null, path: axis.path, message }]);
  }
}

/** Along the load, with each of the seeds; none where load is on no axis. Null: it was interrupted. */
async function edgesOf(
  axes: Axes,
  seeds: readonly number[],
  drillAt: (load: number, seed: number) => Promise<RunRecord>,
  atOnce: number,
  tick: (text: string) => void,
): Promise<(MapEdge | null)[] | null> {
  const loads = axes.find(({ kind }) => kind === 'load')?.values.map(Number);
  if (loads === undefined) return [];
  tick('Drilling the edge along the load, all else as it is.');
  const range = { least: loads[0] as number, most: loads.at(-1) as number };
  return orInterrupted(
    inParallel(seeds, atOnce, seed =>
      findEdge(range, async load => {
        const became = drillClass(await drillAt(load, seed));
        return became === null ? null : became !== 'stays-down';
      }),
    ),
  );
}

function tally(outcomes: Iterable<MapOutcome>): string {
  const all = [...outcomes];
  const parts = MAP_OUTCOMES.map(each => `${count(all.filter(outcome => outcome === each).length)} ${each}`);
  return parts.filter(part => !part.startsWith('0 ')).join(', ');
}

interface Mapped {
  readonly axes: Axes;
  readonly grid: MapGrid;
  readonly cells: MapCells<MapOutcome>;
  readonly startedAt: string;
  readonly seeds: readonly number[];
  /** By seed; none: not looked for, or not yet. */
  readonly edges: readonly (MapEdge | null)[];
}

function mapOf(
  sample: RunRecord,
  { axes, grid, cells, startedAt, seeds, edges }: Mapped,
  drills: { readonly finished: number; readonly planned: number },
): MapRecord {
  const { script, topology, cacheSettings, clock, arrivals, seed, timeline } = sample;
  return sealed(MAP, {
    ...(drills.finished < drills.planned ? { interrupted: drills } : {}),
    ...{ script, topology, cacheSettings, clock, arrivals, startedAt, seed },
    failsOver: timeline.some(({ operation }) => operation === 'fail-over'),
    axes: [axes[0], axes[1]],
    coarse: grid.coarse,
    outcomes: cells.filled(),
    drilled: cells.byRow(cell => cells.bySeed(cell).length > 0),
    edge: edges[0] ?? null,
    ...(seeds.length === 1
      ? {}
      : {
          bySeed: {
            seeds: [...seeds],
            agreeing: cells.byRow(cell => agreeing(cells.bySeed(cell), seeds.length)),
            edges: [...edges],
          },
        }),
  });
}

/** With how many seeds a cell comes to what it does with the first; null: it has not been drilled with all of them. */
function agreeing(outcomes: readonly MapOutcome[], seeds: number): number | null {
  return outcomes.length < seeds ? null : outcomes.filter(each => each === outcomes[0]).length;
}
