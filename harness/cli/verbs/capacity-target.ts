import { InputErrors } from '../../../mock-service/settings/input-errors.ts';
import { holdSpec } from '../../drill/probe-spec.ts';
import { ProbeFailed, probeRecord } from '../../drill/probe-workers.ts';
import type { DrillEnd } from '../../drill/supervisor.ts';
import type { Operation } from '../../operations/catalogue/catalogue.ts';
import { type CapacityRecord, onTheTarget } from '../../record/capacity-record.ts';
import { holdMsFor } from '../../verdict/hold-time.ts';
import { PlainProgress, QuietProgress } from '../../watch/terminal/plain-progress.ts';
import { EXIT, exitOf } from '../exit-code.ts';
import { type CapacityHow, readCapacityHow } from '../flags/capacity-flags.ts';
import { type Given, UsageError } from '../flags/command.ts';
import { readTargetInputs, type TargetInputs } from '../flags/target-flags.ts';
import type { Interruption } from '../interruption.ts';
import { keepRecord } from '../keep-record.ts';
import { measureCapacities, NOTHING_FOUND } from '../measure-capacity.ts';
import { withOutFolder } from '../out-folder.ts';
import { onTarget, type TargetDrill, type TargetSession, targetPartOf } from '../perform-target.ts';
import { nameOf } from '../script-name.ts';
import { tickerOf, toStderr } from '../to-terminal.ts';

/** What asks for something that takes sites of their own. */
const FRESH = ['find', 'sweep', 'map', 'probe', 'cold', 'repeat'];
/** A machine that was busy for a moment is not the system's limit. */
const TRIES = 3;
/** The first load is told from none at all. */
const FIRST_STEP = 0.5;

/** `headroom capacity SCRIPT --target FILE`: upward, each load held, until an objective breaks; then what was done is undone. */
export async function capacityOfTarget(given: Given, script: string, interruption: Interruption): Promise<number> {
  const said = FRESH.filter(flag => given.has(flag) || given.text(flag) !== undefined || given.texts(flag).length > 0);
  if (said.length > 0)
    throw new UsageError(
      `--${said.join(', --')} take${said.length === 1 ? 's' : ''} a site that is made anew: not with --target`,
    );
  const cache = given.text('cache');
  const inputs = await readTargetInputs(given, script, cache === undefined ? [] : [cache]);
  const how = howOn(given, inputs);
  const [underTest] = inputs.settings;
  const settings = { underTest, baseline: inputs.baseline };
  const spec = holdSpec<TargetDrill>({ ...inputs.spec, settings }, how, 1);
  const orders = ordersOf(spec, how);
  assertDeclared(inputs, orders);
  const name = `${nameOf(script)}-${inputs.target.name}-${underTest.name}-capacity`;
  return withOutFolder(inputs.out, name, async folder => {
    const watcher = inputs.quiet
      ? new QuietProgress(line => toStderr(`${line}\n`))
      : new PlainProgress(spec, '', tickerOf(inputs));
    let record: CapacityRecord | null = null;
    const target = { folder: folder.path, reset: 'no' } as const;
    const { exit } = await onTarget(spec, target, watcher, interruption, async session => {
      const found = await searchOn(session, spec, how, orders, inputs, interruption);
      const over = interruption.asked ? 'interrupted' : 'the search has come to its end';
      const undone = await session.undo(found.exit?.reason ?? over);
      if (found.record !== null) record = onTheTarget(found.record, targetPartOf(spec, session.site, undone, 0));
      return { record: null, exit: found.exit, summary: null, wallMs: 0, events: 0 };
    });
    if (record === null) {
      toStderr(`${exit?.reason ?? NOTHING_FOUND}\n`);
      return exit?.code ?? EXIT.interrupted;
    }
    const { verdict, interrupted } = record as CapacityRecord;
    (await keepRecord(folder, '', { kind: 'capacity', record })).show(inputs);
    if (interrupted !== undefined) return EXIT.interrupted;
    return exit?.code ?? (inputs.exitZero ? EXIT.pass : exitOf(verdict));
  });
}

/** How it is looked for: from caches as they are, and never more than may be sent. @throws UsageError, InputErrors */
function howOn(given: Given, { target, spec }: TargetInputs): CapacityHow {
  const most = target.safety.mostPerSecond;
  if (most === null) throw problem(target.file, 'safety.most', 'capacity needs it: no load goes beyond');
  const how = readCapacityHow(given, spec.topology, 'live');
  const holdMsOf = (aboveHeld: number): number => holdMsFor(target.timeoutMs, Math.min(FIRST_STEP, aboveHeld));
  return {
    ...how,
    ...{ start: 'warm', recovery: false, tries: TRIES },
    // Random arrivals scatter: at a mean of the limit itself some would have to wait in every second second.
    mostPerSecond: Math.max(1, most - 4 * Math.sqrt(most)),
    ...(given.text('hold') === undefined ? { holdMsOf } : {}),
  };
}

/** What is done to it first. */
function ordersOf({ settings: { underTest }, target }: TargetDrill, { pool }: CapacityHow): Operation[] {
  return [
    ...(underTest.path === null ? [] : [{ name: 'deploy', settings: underTest, pool: null, share: 1 } as const]),
    ...(pool === target.pools[0] ? [] : [{ name: 'fail-over', to: pool, overMs: 0 } as const]),
  ];
}

/** @throws InputErrors if the target cannot do what has to be done, or undo it */
function assertDeclared({ target }: TargetInputs, orders: readonly Operation[]): void {
  const problems = orders.flatMap(({ name }) => {
    const how =
      target.operations[name] === undefined
        ? [problem(target.file, `operations.${name}`, 'capacity needs it, and the target does not say how')]
        : [];
    const undo = name === 'deploy' ? 'roll-back' : 'fail-back';
    const isUndone = target.safety.undo.includes(undo) || target.safety.undo.includes('reset');
    return isUndone
      ? how
      : [
          ...how,
          problem(
            target.file,
            'safety.undo',
            `capacity ${name === 'deploy' ? 'deploys' : 'fails over'}, and nothing here undoes it: ${undo}`,
          ),
        ];
  });
  if (problems.length > 0) throw new InputErrors(problems.flatMap(each => each.problems));
}

function problem(file: string, path: string, message: string): InputErrors {
  return new InputErrors([{ file, line: null, column: null, path, message }]);
}

/** @returns what was found; and why the search ended, if not by itself */
async function searchOn(
  session: TargetSession,
  spec: TargetDrill,
  how: CapacityHow,
  orders: readonly Operation[],
  inputs: TargetInputs,
  interruption: Interruption,
): Promise<{ readonly record: CapacityRecord | null; readonly exit: DrillEnd['exit'] }> {
  const { operations } = session.site;
  for (const order of orders) {
    const failed = await operations.apply(order);
    if (failed !== null) return { record: null, exit: { code: 108, reason: failed } };
  }
  const { busiestPerSecond, fingerprint } = session.supervisor.ready;
  const bench = {
    ...{ busiestPerSecond, scriptFingerprint: fingerprint, atOnce: 1 },
    run: async (probe: TargetDrill) => {
      if (interruption.asked) throw new ProbeFailed(EXIT.interrupted, 'interrupted');
      return probeRecord(await session.step(probe));
    },
    close: async () => {},
  };
  try {
    const [record = null] = await measureCapacities(
      [{ name: '', spec }],
      how,
      { first: 1, most: 1 },
      bench,
      tickerOf(inputs),
    );
    return { record, exit: null };
  } catch (error) {
    if (!(error instanceof ProbeFailed)) throw error;
    return { record: null, exit: { code: error.code as 90, reason: error.message } };
  }
}
