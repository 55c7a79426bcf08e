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
import { findEdge, type MapEdge } from '../../verdict/map-edge.ts';
import { type Cell, filled, type MapGrid, nextCells } from '../../verdict/map-refinement.ts';
import { Drafts } from '../drafts.ts';
import { EXIT } from '../exit-code.ts';
import { type Given, UsageError } from '../flags/command.ts';
import { DEFAULT_SETTINGS, DEFAULT_TOPOLOGY, type DrillInputs } from '../flags/drill-flags.ts';
import { AXES_TEXT, readMapAxes } from '../flags/map-flags.ts';
import { inParallel } from '../in-parallel.ts';
import type { Interruption } from '../interruption.ts';
import { keepRecord } from '../keep-record.ts';
import { orInterrupted, sayOf, specOf } from '../measure-capacity.ts';
import type { OutFolder } from '../out-folder.ts';
import { openBench } from '../probe-bench.ts';
import { shippedFile } from '../shipped-file.ts';

/** Every so many cells are drilled first: of 32, five in a row. */
const COARSE = 8;

type Axes = readonly [MapAxis, MapAxis];

/** `headroom capacity SCRIPT --virtual --map load,ttl`: what becomes of the script's own drill, against two of what decides it. */
export async function map(
  given: Given,
  inputs: DrillInputs,
  folder: OutFolder,
  interruption: Interruption,
): Promise<number> {
  if (inputs.spec.clock !== 'virtual') throw new UsageError('--map takes hundreds of drills: it needs --virtual');
  if (given.text('repeat') !== undefined)
    throw new UsageError('--map is of one seed: --seed gives another; --repeat is for capacities');
  const axes = readMapAxes(given, inputs);
  const [columns, rows] = axes;
  const own = specOf(inputs);
  const specAt = cellSpecs(given, inputs, axes);
  const grid: MapGrid = { columns: columns.values.length, rows: rows.values.length, coarse: COARSE };
  checkValues(grid, specAt);

  const outcomes = new Map<string, MapOutcome>();
  const keyOf = ({ x, y }: Cell): string => `${x} ${y}`;
  const known = (cell: Cell): MapOutcome | undefined => outcomes.get(keyOf(cell));
  const startedAt = new Date().toISOString();
  const say = sayOf(inputs);
  const drafts = new Drafts(folder, say);
  const bench = await openBench(own, inputs.quiet, interruption);
  try {
    const unvaried = await bench.run(own);
    const recordNow = (planned: number, edge: MapEdge | null): MapRecord =>
      mapOf(unvaried, { axes, grid, known, startedAt, edge }, { finished: outcomes.size, planned });
    const timelines: RunRecord[] = [];
    const drill = async (cell: Cell): Promise<void> => {
      const record = await bench.run(specAt(cell));
      if (isCorner(cell, grid)) timelines.push(record);
      outcomes.set(keyOf(cell), drillClass(record) ?? 'unknown');
    };
    let next = nextCells(grid, known);
    while (next.length > 0) {
      const planned = outcomes.size + next.length;
      say(`${count(next.length)} cells to drill${outcomes.size === 0 ? '' : ', along the edges of what was found'}`);
      const isDone = await orInterrupted(
        inParallel(next, bench.atOnce, async cell => {
          await drill(cell);
          drafts.ofSearch(MAP, () => ({ kind: 'map', record: recordNow(planned, null) }));
        }),
      );
      if (isDone === null) return await keep(recordNow(planned, null), folder, inputs);
      for (const axis of axes) checkOrdered(axis, timelines, given);
      say(`${count(outcomes.size)} of ${count(grid.columns * grid.rows)} cells drilled: ${tally(outcomes.values())}`);
      next = nextCells(grid, known);
    }
    const edge = await edgeOf(axes, unvaried, load => bench.run({ ...own, varied: { load } }), say);
    return await keep(recordNow(outcomes.size, edge), folder, inputs);
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
function checkOrdered({ kind, path }: MapAxis, corners: readonly RunRecord[], given: Given): void {
  if (kind !== 'operation') return;
  const { operation, field } = operationOf({ path });
  const orders = corners.map(({ timeline }) => JSON.stringify(timeline.filter(each => each.operation === operation)));
  if (new Set(orders).size > 1) return;
  const message = `the script orders no ${operation} with ${field}: its value changes nothing`;
  throw new InputErrors([{ file: `--map ${given.text('map')}`, line: null, column: null, path, message }]);
}

async function edgeOf(
  axes: Axes,
  unvaried: RunRecord,
  drillAt: (load: number) => Promise<RunRecord>,
  say: (line: string) => void,
): Promise<MapEdge | null> {
  const loads = axes.find(({ kind }) => kind === 'load')?.values.map(Number);
  if (loads === undefined) return null;
  say('the edge along the load, all else as it is');
  const range = { least: loads[0] as number, most: loads.at(-1) as number };
  return orInterrupted(
    findEdge(range, async load => {
      const became = drillClass(load === 1 ? unvaried : await drillAt(load));
      return became === null ? null : became !== 'stays-down';
    }),
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
  readonly known: (cell: Cell) => MapOutcome | undefined;
  readonly startedAt: string;
  readonly edge: MapEdge | null;
}

function mapOf(
  sample: RunRecord,
  { axes, grid, known, startedAt, edge }: Mapped,
  drills: { readonly finished: number; readonly planned: number },
): MapRecord {
  const { script, topology, cacheSettings, clock, arrivals, seed, timeline } = sample;
  return sealed(MAP, {
    ...(drills.finished < drills.planned ? { interrupted: drills } : {}),
    ...{ script, topology, cacheSettings, clock, arrivals, startedAt, seed },
    failsOver: timeline.some(({ operation }) => operation === 'fail-over'),
    axes: [axes[0], axes[1]],
    coarse: grid.coarse,
    outcomes: filled(grid, known),
    drilled: Array.from({ length: grid.rows }, (_, y) =>
      Array.from({ length: grid.columns }, (__, x) => known({ x, y }) !== undefined),
    ),
    edge,
  });
}
