import { InputErrors, readAll } from '../../../mock-service/settings/input-errors.ts';
import type { DrillSpec } from '../../drill/drill-spec.ts';
import { holdSpec } from '../../drill/probe-spec.ts';
import { ProbeFailed } from '../../drill/probe-workers.ts';
import type { CapacityRecord } from '../../record/capacity-record.ts';
import { combinations, SWEEP, type SweepKnob, type SweepRecord, sweepOf } from '../../record/sweep-record.ts';
import { readDrillFiles } from '../../topology/drill-files.ts';
import { Drafts } from '../drafts.ts';
import { EXIT } from '../exit-code.ts';
import { readCapacityHow } from '../flags/capacity-flags.ts';
import { type Given, UsageError } from '../flags/command.ts';
import { DEFAULT_SETTINGS, DEFAULT_TOPOLOGY, type DrillInputs, wholeNumber } from '../flags/drill-flags.ts';
import type { Interruption } from '../interruption.ts';
import { keepRecord } from '../keep-record.ts';
import { measureCapacities, specOf } from '../measure-capacity.ts';
import type { OutFolder } from '../out-folder.ts';
import { openBench } from '../probe-bench.ts';
import { shippedFile } from '../shipped-file.ts';
import { tickerOf } from '../to-terminal.ts';

/** More points than this are a mistake in the making. */
const MOST_POINTS = 100;

/** `headroom capacity SCRIPT --sweep ttl=5s,30s`: capacity for each value of a knob, or of two. */
export async function sweep(
  given: Given,
  inputs: DrillInputs,
  folder: OutFolder,
  interruption: Interruption,
): Promise<number> {
  const knobs = given.texts('sweep').map(readSweepKnob);
  if (knobs.length > 2) throw new UsageError(`--sweep takes one knob or two, not ${knobs.length}`);
  const rows = combinations(knobs);
  if (rows.length > MOST_POINTS) {
    throw new UsageError(`--sweep would measure ${rows.length} capacities; at most ${MOST_POINTS} are taken`);
  }
  const specs = readAll(...rows.map(values => () => specAt(given, inputs, knobs, values)));
  const first = specs[0] as DrillSpec;
  const how = readCapacityHow(given, first.topology, first.clock);
  const tasks = rows.map((values, i) => ({
    name: knobs.map(({ path }, k) => `${path} ${values[k]}`).join(', '),
    spec: specs[i] as DrillSpec,
  }));
  const repeat = wholeNumber(given, 'repeat', 1, 1);
  const bench = await openBench(holdSpec(first, how, 1), inputs.quiet, interruption);
  try {
    const ticker = tickerOf(inputs);
    const drafts = new Drafts(folder, ticker.say);
    const capacities = await measureCapacities(tasks, how, { first: repeat, most: repeat }, bench, ticker, records =>
      drafts.ofSearch(SWEEP, () => wholePoints(knobs, records())),
    );
    const sweep = wholePoints(knobs, capacities);
    if (sweep === null) {
      throw new ProbeFailed(EXIT.interrupted, 'interrupted before any point was measured: there is no record');
    }
    (await keepRecord(folder, '', sweep)).show(inputs);
    return sweep.record.interrupted === undefined ? EXIT.pass : EXIT.interrupted;
  } finally {
    await bench.close();
  }
}

/** Null if no point was measured whole. */
function wholePoints(
  knobs: readonly SweepKnob[],
  capacities: readonly (CapacityRecord | null)[],
): { kind: 'sweep'; record: SweepRecord } | null {
  // A point that was interrupted would stand beside others that were looked for more closely.
  const whole = capacities.map(capacity => (capacity?.interrupted === undefined ? capacity : null));
  return whole.every(capacity => capacity === null) ? null : { kind: 'sweep', record: sweepOf(knobs, whole) };
}

/** `ttl=5s,30s,60s` */
export function readSweepKnob(text: string): SweepKnob {
  const at = text.indexOf('=');
  const values = text
    .slice(at + 1)
    .split(',')
    .map(value => value.trim());
  if (at <= 0 || values.includes(''))
    throw new UsageError(`--sweep must be PATH=A,B,…, such as ttl=5s,30s, not ${text}`);
  return { path: text.slice(0, at).trim(), values };
}

/** The drill with the knobs turned. @throws InputErrors for a value that a knob cannot have */
function specAt(given: Given, inputs: DrillInputs, knobs: readonly SweepKnob[], values: readonly string[]): DrillSpec {
  const set = [...given.texts('set'), ...knobs.map(({ path }, i) => `${path}=${values[i]}`)];
  const topologyFile = given.text('topology') ?? shippedFile(DEFAULT_TOPOLOGY);
  const settingsFile = given.text('cache') ?? shippedFile(DEFAULT_SETTINGS);
  try {
    const { topology, settings } = readDrillFiles(topologyFile, [settingsFile], set);
    return { ...specOf({ ...inputs, settings }), topology };
  } catch (error) {
    if (!(error instanceof InputErrors)) throw error;
    // The flag that was typed is --sweep.
    throw new InputErrors(
      error.problems.map(problem => ({ ...problem, file: problem.file.replace(/^--set /, '--sweep ') })),
    );
  }
}
