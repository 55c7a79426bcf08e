import { recordedSettings } from '../../../mock-service/settings/differences.ts';
import { InputErrors, type Problem } from '../../../mock-service/settings/input-errors.ts';
import type { KnobName } from '../../../mock-service/settings/knobs.ts';
import { CATALOGUE, isOperationName, OPERATION_NAMES } from '../../operations/catalogue/catalogue.ts';
import { type MapAxis, nearestTo, rangeAround, readRange, valuesIn } from '../../verdict/map-axis.ts';
import { type Flag, type Given, UsageError } from './command.ts';
import { type DrillInputs, wholeNumber } from './drill-flags.ts';

const DEFAULT_CELLS = 32;
const MOST_CELLS = 64;
/** With so many seeds cells at the edges are drilled, if nothing is said. */
export const MAP_SEEDS = 3;
/** With 32 values from one to the other neighbours are 3.6 % apart. */
const LOADS = '0.6..1.8';
/** Knobs go from so many times less to so many times more than what they are, instances half as far. */
const TIMES = 4;
const TIMES_INSTANCES = 2;

export const MAP_FLAGS = {
  map: {
    value: 'A,B',
    help:
      `Instead, with --virtual: whether the drill holds, fails and comes back, or fails and stays down, against two of: load (times the script's own, ${LOADS}), ` +
      'instances (of --pool), a path of --set (ttl), OPERATION.FIELD (degrade.cpu), env.NAME; each with a range if need be: ttl=5s..600s.',
  },
  cells: {
    value: 'N',
    help: `With --map: values along each side, up to ${MOST_CELLS} (default ${DEFAULT_CELLS}).`,
  },
} as const satisfies Record<string, Flag>;

/** The two sides of a map. @throws InputErrors with all that is wrong, UsageError */
export function readMapAxes(given: Given, inputs: DrillInputs): [MapAxis, MapAxis] {
  const text = given.text('map') ?? '';
  const cells = wholeNumber(given, 'cells', DEFAULT_CELLS, 2);
  if (cells > MOST_CELLS) throw new UsageError(`--cells can be ${MOST_CELLS} at most, not ${cells}`);
  const parts = text.split(',').map(part => part.trim());
  const problems: Problem[] = [];
  const wrong = (path: string, message: string): null => {
    problems.push({ file: `--map ${text}`, line: null, column: null, path, message });
    return null;
  };
  const axes = parts.map(part => readAxis(part, given, inputs, cells, wrong));
  const [columns = null, rows = null, ...more] = axes;
  if (parts.length !== 2) wrong('', `must be two axes, such as load,ttl, and got ${parts.length}`);
  if (columns !== null && columns.path === rows?.path) wrong(columns.path, 'is both axes; they must differ');
  if (columns === null || rows === null || more.length > 0 || problems.length > 0) throw new InputErrors(problems);
  return [columns, rows];
}

/** What a part of the text means, with what it is if nobody varies it. */
interface Named extends Pick<MapAxis, 'kind' | 'path'> {
  readonly own: string | null;
  readonly range: string | null;
  readonly times: number;
}

function readAxis(
  part: string,
  given: Given,
  inputs: DrillInputs,
  cells: number,
  wrong: (path: string, message: string) => null,
): MapAxis | null {
  const [name = '', written = null, ...more] = part.split('=').map(each => each.trim());
  if (name === '' || more.length > 0) return wrong('', `${part || 'nothing'} is no axis; such as load or ttl=5s..300s`);
  const named = nameAxis(name, given, inputs, wrong);
  if (named === null) return null;
  const { kind, path, own, times } = named;
  const text = written ?? named.range;
  const mayBeWhole = kind === 'setting' || kind === 'operation';
  const range = text === null ? (own === null ? null : rangeAround(own, times)) : readRange(text, mayBeWhole);
  if (range === null)
    return written === null
      ? wrong(path, `needs a range, such as ${name}=10..20${own === null ? '' : ` (it is ${own} now)`}`)
      : wrong(path, `${written} is no range; two numbers of one unit, the less first, such as 5s..300s or 0.5..2`);
  if (kind === 'load' && range.from <= 0)
    return wrong(path, `${written} begins with no load; above 0, such as ${LOADS}`);
  const values = valuesIn(range, cells);
  if (values.length < 2) return wrong(path, `${text} has one value; two or more are needed`);
  const nearest = own === null ? null : nearestTo(values, own);
  return { kind, path, values, own: own === null || nearest === null ? null : { value: own, nearest } };
}

function nameAxis(
  name: string,
  given: Given,
  { topology, spec, settings: [{ settings }] }: DrillInputs,
  wrong: (path: string, message: string) => null,
): Named | null {
  const plain = { range: null, times: TIMES };
  if (name === 'load') return { ...plain, kind: 'load', path: name, own: '1', range: LOADS };
  if (name.startsWith('env.')) return { ...plain, kind: 'env', path: name, own: spec.env[name.slice(4)] ?? null };
  const [operation = '', field = '', ...more] = name.split('.');
  if (isOperationName(operation)) {
    const keys = CATALOGUE.find(each => each.name === operation)?.keys ?? [];
    if (more.length === 0 && keys.includes(field)) return { ...plain, kind: 'operation', path: name, own: null };
    return wrong(name, `${operation} has no field ${field || 'without a name'}; it has ${keys.join(', ') || 'none'}`);
  }
  const pool = name === 'instances' ? (given.text('pool') ?? 'alternate') : /^pools\.(.+)\.instances$/.exec(name)?.[1];
  if (pool !== undefined) {
    const instances = topology.pools[pool]?.instances;
    if (instances === undefined)
      return wrong(name, `there is no pool ${pool}; there are ${Object.keys(topology.pools).join(', ')}`);
    return {
      ...plain,
      kind: 'setting',
      path: `pools.${pool}.instances`,
      own: String(instances),
      times: TIMES_INSTANCES,
    };
  }
  return { ...plain, kind: 'setting', path: name, own: recordedSettings(settings)[name as KnobName] ?? null };
}

/** What an axis can be, for whoever named one that there is not. */
export const AXES_TEXT = `an axis is load, instances, a path of --set, env.NAME, or a field of ${OPERATION_NAMES.join(', ')}, such as fail-over.over`;
