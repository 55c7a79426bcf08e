import type { AnySpec } from '../drill/drill-spec.ts';
import type { DrillEnd } from '../drill/supervisor.ts';
import { interruptedAt } from '../verdict/interrupted.ts';
import { Drafts } from './drafts.ts';
import { EXIT, exitCode, worst } from './exit-code.ts';
import { failedProbe } from './failed-probe.ts';
import type { Given } from './flags/command.ts';
import type { ShownInputs } from './flags/drill-flags.ts';
import { uiPort } from './flags/ui-flags.ts';
import { inParallel } from './in-parallel.ts';
import type { Interruption } from './interruption.ts';
import type { CarryDrill, RecordedRun } from './keep-drill.ts';
import { type OutFolder, withOutFolder } from './out-folder.ts';
import type { Performer } from './performer.ts';
import { usuallyWatched, Views } from './views.ts';

/** Drills of one setting, a seed each, and who carries them out. */
export interface Seeds<Spec extends AnySpec> {
  readonly inputs: ShownInputs;
  /** With the first seed. */
  readonly first: Spec;
  /** How many. */
  readonly repeat: number;
  /** What the folder for their results is called where nobody says, and what they are together. */
  readonly name: string;
  readonly title: string;
  /** Makes them ready, once it is known where their results go. */
  prepare(specs: readonly Spec[], folder: OutFolder, interruption: Interruption): Promise<readonly Spec[]>;
  performer(folder: OutFolder, interruption: Interruption): Performer<Spec>;
  /** What a page carries of the drill itself; null: nothing. */
  carry(spec: Spec): CarryDrill | null;
  /** Whether the next seed is drilled after one that ended so. */
  goesOn(end: DrillEnd): boolean;
  /** Whether the verdict of a drill that ended so is no matter. */
  isMoot(end: DrillEnd): boolean;
}

/** Drills all seeds and keeps what they leave. */
export function runSeeds<Spec extends AnySpec>(
  given: Given,
  seeds: Seeds<Spec>,
  interruption: Interruption,
): Promise<number> {
  return withOutFolder(seeds.inputs.out, seeds.name, async folder => {
    try {
      return await runInto(folder, given, seeds, interruption);
    } catch (error) {
      return failedProbe(error);
    } finally {
      interruption.close();
    }
  });
}

async function runInto<Spec extends AnySpec>(
  folder: OutFolder,
  given: Given,
  { inputs, first, repeat, title, ...seeds }: Seeds<Spec>,
  interruption: Interruption,
): Promise<number> {
  const all = Array.from({ length: repeat }, (_, i) => ({ ...first, seed: first.seed + i }));
  const specs = await seeds.prepare(all, folder, interruption);
  const performer = seeds.performer(folder, interruption);
  const { atOnce } = performer;
  const views = await Views.open({
    ...{ quiet: inputs.quiet, total: repeat, atOnce, interruption, title },
    port: uiPort(given, usuallyWatched(first.clock, inputs.quiet)),
  });
  const drafts = new Drafts(folder, line => {
    if (!inputs.quiet) views.say(line);
  });
  const keeping = { folder, inputs, views };
  const runOne = async (spec: Spec): Promise<{ code: number; run: RecordedRun | null; end: DrillEnd }> => {
    const part = repeat === 1 ? '' : `seed-${spec.seed}`;
    const carry = seeds.carry(spec);
    const view = views.watch(spec, `seed ${spec.seed}`);
    const drill = performer.perform(spec, part, view.watcher, drafts.of(part));
    // Loaded beside it: nothing needs records and their pages before its end.
    const [end, { keepDrill }] = await Promise.all([drill, import('./keep-drill.ts')]);
    const run = await keepDrill(end, part, spec.tags, view, keeping, carry);
    return { end, run, code: exitCode(end, seeds.isMoot(end)) };
  };
  try {
    let over = false;
    const results = await inParallel(specs, atOnce, async spec => {
      if (interruption.asked || over) return null;
      const result = await runOne(spec);
      over ||= !seeds.goesOn(result.end);
      return result;
    });
    const begun = results.filter(each => each !== null);
    const codes = begun.map(({ code }) => code);
    if (interruption.asked && begun.length < repeat) codes.push(EXIT.interrupted);
    // Of a drill that was interrupted the figures are of another length of time.
    const whole = begun.flatMap(({ run, code }) => (run === null || code === EXIT.interrupted ? [] : [run]));
    if (repeat > 1) {
      const stopped = codes.includes(EXIT.interrupted);
      const { keepRepeat } = await import('./keep-drill.ts');
      await keepRepeat(whole, stopped ? interruptedAt(whole.length, repeat) : undefined, keeping);
    }
    return worst(codes);
  } finally {
    await views.close();
    await performer.close();
  }
}
