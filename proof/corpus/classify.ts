import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DrillOutcome } from '../../harness/drill/drill.ts';
import type { DrillSpec } from '../../harness/drill/drill-spec.ts';
import type { DrillEvents } from '../../harness/drill/running-drill.ts';
import { ScriptSessions } from '../../harness/drill/script-sessions.ts';
import { VirtualDrill } from '../../harness/drill/virtual-drill.ts';
import { compileScript } from '../../harness/script/compile/compile-script.ts';
import type { CompiledScript } from '../../harness/script/compile/compiled-script.ts';
import { ScriptErrors } from '../../harness/script/compile/problems.ts';
import { TestAborted } from '../../harness/script/modules/execution-state.ts';
import { moduleMembers } from '../../harness/script/modules/module-members.ts';
import { resolveRemote } from '../../harness/script/node/resolve-remote.ts';
import { timer } from '../../mock-service/time/clock.ts';
import { serveOrigins } from './any-host.ts';
import { AnyRpcs } from './any-rpcs.ts';

/** What becomes of a public script: it runs, it is refused for a reason that the pages list, k6 would not start it either, or we are wrong. */
export type Class = 'runs' | 'refused' | 'not for k6' | 'wrong';

export interface Classified {
  readonly class: Class;
  /** Why it does not run, in a line. */
  readonly why: string;
}

/** Virtual time after which a drill is long enough, ms. */
const LONG_ENOUGH_MS = 30_000;

/** Refusals that docs/k6-contract.md and docs/script-compiler.md list. */
const LISTED = [
  /^the module k6\/\S+ (is not supported here|works in live drills alone)/,
  /^the remote module \S+ has no stand-in here/,
  /^k6\S* has no \w+ here/,
  /has to wait, and .* cannot|does not wait for its callback|^this call has to wait/,
  /^not supported[:,]|^belongs inside a|^unknown option; did you mean|^unknown field of a/,
  /is not offered here/,
];

/** What k6 does not start either: mistakes of the script, and files that are not with it. */
const NOT_FOR_K6 = [
  /^there is no file|cannot read .*: ENOENT|is not installed/,
  /is a module of Node|^k6 has no module /,
  /^(Unexpected|Expected|Unterminated|The symbol|Syntax error|Transforming|No matching export)/,
  /exports no function|no such function is exported/,
  /shortcut beside|no longer part of k6|unknown executor|missing, but required|not a duration|not a number|fewer than the VUs|below /,
  /^no metric '|is no name for a metric|not a threshold/,
];

/**
 * Compiles a script as for a live drill, looks at its options, and runs the beginning of it on a virtual clock on which every host answers
 * requests and gRPC calls; WebSockets find nobody.
 */
export async function classify(path: string, spec: DrillSpec): Promise<Classified> {
  let script: CompiledScript;
  try {
    script = await compileScript(path, { members: moduleMembers, resolveRemote, drill: 'live' });
  } catch (error) {
    if (error instanceof ScriptErrors) return refusal(error.problems.map(({ message }) => message));
    return wrong(error);
  }
  try {
    return await drilled(script, spec);
  } catch (error) {
    if (error instanceof TestAborted) return { class: 'runs', why: 'its init code ends the test' };
    // What its init code throws ends k6 too.
    return script.stack(error).length > 0 ? refusal([String((error as Error).message)], 'not for k6') : wrong(error);
  }
}

async function drilled(script: CompiledScript, spec: DrillSpec): Promise<Classified> {
  const ended = Promise.withResolvers<DrillOutcome>();
  const sessions = await ScriptSessions.load(script);
  const events: DrillEvents = {
    ...{ log: () => {}, started: () => {}, second: () => {}, sampled: () => {}, noted: () => {} },
    finished: ended.resolve,
    crashed: ended.reject,
  };
  const drill = new VirtualDrill(spec, script, events, undefined, undefined, clock =>
    sessions.answeredBy(new AnyRpcs(clock), clock),
  );
  serveOrigins(sourcesOf(script), drill.clock, drill.site.network);
  const { problems, options } = drill.drill.prepare();
  if (problems.length > 0) return refusal(problems.map(({ message }) => message));
  const longEnough = timer(() => drill.drill.engine.stop('long enough', 105));
  drill.clock.schedule(longEnough, LONG_ENOUGH_MS);
  drill.start();
  const outcome = await ended.promise;
  const refused = outcome.refusals.map(({ message }) => message);
  if (refused.length > 0) return refusal(refused);
  const unbalanced = imbalance(outcome, options.thresholds.flatMap(({ thresholds }) => thresholds).length);
  return unbalanced === null ? { class: 'runs', why: '' } : wrong(new Error(unbalanced));
}

/** The texts that the script was made of. */
function sourcesOf({ map, path }: CompiledScript): string {
  const { sourcesContent = [] } = JSON.parse(map) as { sourcesContent?: (string | null)[] };
  return [readFileSync(path, 'utf8'), ...sourcesContent, dirname(path)].join('\n');
}

/** What does not add up: iterations, checks and thresholds are counted in more than one place. */
function imbalance({ record }: DrillOutcome, thresholds: number): string | null {
  const { generator, metrics, checks } = record;
  const ended = generator.completedIterations + generator.failedIterations;
  if ((metrics.iterations?.values.count ?? 0) !== ended)
    return `${ended} iterations ended, but the metric says otherwise`;
  const passes = checks.reduce((sum, check) => sum + check.passes, 0);
  const fails = checks.reduce((sum, check) => sum + check.fails, 0);
  const { passes: passed = 0, fails: failed = 0 } = metrics.checks?.values ?? {};
  if (passes !== passed || fails !== failed)
    return `checks by name: ${passes} + ${fails}, in the metric: ${passed} + ${failed}`;
  if (record.thresholds.length !== thresholds) return `${thresholds} thresholds, ${record.thresholds.length} judged`;
  for (const { metric, expression, value, ok } of record.thresholds) {
    if (value === null && ok) return `threshold ${metric} ${expression} holds without data`;
  }
  return null;
}

function refusal(messages: readonly string[], otherwise: Class = 'wrong'): Classified {
  const why = messages[0] ?? '';
  const fits = (patterns: readonly RegExp[]) =>
    messages.some(message => patterns.some(pattern => pattern.test(message)));
  if (fits(NOT_FOR_K6)) return { class: 'not for k6', why };
  if (fits(LISTED)) return { class: 'refused', why };
  return { class: otherwise, why };
}

function wrong(error: unknown): Classified {
  return { class: 'wrong', why: String((error as Error).message ?? error) };
}
