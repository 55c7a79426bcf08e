import { masked } from '../../../mock-service/settings/secret.ts';
import type { Clock } from '../../../mock-service/time/clock.ts';
import { Caller, failureText } from './caller.ts';
import { CommandRun, KEPT_OUTPUT_BYTES, signalGroup } from './command-run.ts';
import { type Condition, holds } from './condition.ts';
import type { Journal } from './journal.ts';
import { fill, fillJson } from './placeholders.ts';
import { PrometheusReader } from './prometheus.ts';
import type { HttpWords, Target, TargetOperation, TargetOperationName, UndoName } from './target.ts';

/** The values of an operation's placeholders. */
export type Values = Readonly<Record<string, string>>;

/** What has become of an operation. Texts hold no secrets. */
export interface OperationEnd {
  readonly ok: boolean;
  /** `exit 0`, `status 202`, `no end after 60s`. */
  readonly how: string;
  readonly tookMs: number;
  /** The end of what a command wrote, or of an answer. */
  readonly output: string;
}

export interface UndoneOperation extends OperationEnd {
  readonly operation: UndoName;
}

/** A call under way may still be acted upon: so long its answer is waited for before anything is undone. */
const CALL_PATIENCE_MS = 5000;
/** How often a condition is looked at. */
const CONDITION_EVERY_MS = 1000;

/** Carries out a target's operations, and undoes them. */
export class OperatorDesk {
  readonly #target: Target;
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #caller: Caller;
  readonly #prometheus: PrometheusReader | null;
  readonly #running = new Set<CommandRun>();
  readonly #calling = new Set<Promise<unknown>>();
  /** Ends what waits. */
  readonly #stopping = new AbortController();
  #undone: Promise<UndoneOperation[]> | null = null;

  constructor(target: Target, allowedHosts: readonly string[], clock: Clock, journal: Journal) {
    this.#target = target;
    this.#clock = clock;
    this.#journal = journal;
    this.#caller = new Caller(clock, allowedHosts);
    const { metrics, pools, secrets } = target;
    this.#prometheus = metrics === null ? null : new PrometheusReader(this.#caller, metrics, pools, secrets);
  }

  /** Does one of the target's operations. */
  async perform(name: TargetOperationName, values: Values): Promise<OperationEnd> {
    if (this.#undone !== null) return { ok: false, how: 'the drill is being undone', tookMs: 0, output: '' };
    const id = this.#journal.nextId;
    this.#journal.add({ kind: 'begun', id, operation: name });
    const end = await this.#do(this.#target.operations[name], values, this.#stopping.signal, pid =>
      this.#journal.add({ kind: 'started', id, pid }),
    );
    this.#journal.add({ kind: 'ended', id, ok: end.ok, how: end.how });
    return end;
  }

  /** Asks which settings are in force; null: nobody tells. */
  async inForce(): Promise<OperationEnd | null> {
    const { inForce } = this.#target;
    return inForce === null ? null : this.#do(inForce, {}, this.#stopping.signal, () => {});
  }

  /**
   * Ends what is under way and does the undo operations in their order, whatever becomes of each; once, however often it is asked for.
   * Where nothing was done there is nothing to undo.
   */
  undo(
    why: string,
    values: Readonly<Record<UndoName, Values>>,
    tell: (done: UndoneOperation) => void,
  ): Promise<UndoneOperation[]> {
    this.#undone ??= this.#undoAll(why, values, tell);
    return this.#undone;
  }

  get hasBegun(): boolean {
    return this.#journal.hasBegun;
  }

  close(): Promise<void> {
    return this.#caller.close();
  }

  async #undoAll(
    why: string,
    values: Readonly<Record<UndoName, Values>>,
    tell: (done: UndoneOperation) => void,
  ): Promise<UndoneOperation[]> {
    this.#stopping.abort();
    await Promise.all([
      ...[...this.#running].map(each => each.stop()),
      Promise.race([Promise.allSettled(this.#calling), sleep(CALL_PATIENCE_MS, NEVER)]),
    ]);
    for (const pid of this.#journal.leftRunning) signalGroup(pid, 'SIGKILL');
    if (!this.#journal.hasBegun) return [];
    this.#journal.add({ kind: 'undoing', why });
    const all: UndoneOperation[] = [];
    for (const operation of this.#target.safety.undo) {
      if (this.#journal.hasBegunUndo(operation)) continue;
      this.#journal.add({ kind: 'undo-begun', operation });
      const end = await this.#do(this.#target.operations[operation], values[operation], NEVER, () => {});
      const { ok, how, output } = end;
      this.#journal.add({ kind: 'undone', operation, ok, how, output });
      const done = { operation, ...end };
      all.push(done);
      tell(done);
    }
    return all;
  }

  async #do(
    operation: TargetOperation | undefined,
    values: Values,
    stop: AbortSignal,
    started: (pid: number) => void,
  ): Promise<OperationEnd> {
    const beganAt = this.#clock.now();
    const ended = (ok: boolean, how: string, output = ''): OperationEnd => {
      const { secrets } = this.#target;
      const kept = masked(output, secrets).slice(-KEPT_OUTPUT_BYTES);
      return { ok, how: masked(how, secrets), tookMs: Math.round(this.#clock.now() - beganAt), output: kept };
    };
    if (operation === undefined) return ended(false, 'the target has no such operation');
    const { how, timeoutMs, until } = operation;
    const limitAt = beganAt + timeoutMs;
    const left = (): number => Math.max(1, limitAt - this.#clock.now());
    const tooLong = `no end after ${timeoutMs / 1000} s`;
    try {
      let ok: boolean;
      let said: string;
      let output: string;
      if (how.kind === 'run') {
        const run = new CommandRun(
          how.words.map(word => fill(word, values)),
          this.#target.file,
        );
        if (run.pid !== undefined) started(run.pid);
        this.#running.add(run);
        let late = false;
        const limit = setTimeout(() => {
          late = true;
          void run.stop();
        }, left());
        const end = await run.ended;
        clearTimeout(limit);
        // Until it has gone whatever it has started, too.
        if (late) await run.stop();
        this.#running.delete(run);
        [ok, said, output] = late ? [false, tooLong, end.output] : [end.ok, end.how, end.output];
      } else [ok, said, output] = await this.#call(how, values, left());
      if (!ok || until === null) return ended(ok, said, output);
      return (await this.#waitFor(until, values, limitAt, stop))
        ? ended(true, said, output)
        : ended(
            false,
            `${said}, but {active} ${until.is ? 'was not' : 'was still'} ${fill(until.pool, values)} ${stop.aborted ? 'when the drill ended' : `after ${timeoutMs / 1000} s`}`,
            output,
          );
    } catch (error) {
      return ended(false, (error as Error).message);
    }
  }

  async #call(
    { method, url, headers, json }: HttpWords,
    values: Values,
    timeoutMs: number,
  ): Promise<[ok: boolean, how: string, output: string]> {
    const calling = this.#caller.call({
      ...{ method, url: fill(url, urlSafe(values)), timeoutMs },
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value, values)])),
      ...(json === undefined ? {} : { body: JSON.stringify(fillJson(json, values)) }),
    });
    this.#calling.add(calling);
    const { status, text, failure } = await calling;
    this.#calling.delete(calling);
    if (failure !== null) return [false, failureText(failure), ''];
    return [status >= 200 && status <= 299, `status ${status}`, text];
  }

  async #waitFor(until: Condition, values: Values, limitAt: number, stop: AbortSignal): Promise<boolean> {
    const pool = fill(until.pool, values);
    while (!stop.aborted) {
      const active = await this.#prometheus?.active();
      if (holds(until, pool, active?.pool ?? null)) return true;
      if (this.#clock.now() + CONDITION_EVERY_MS > limitAt) return false;
      await sleep(CONDITION_EVERY_MS, stop);
    }
    return false;
  }
}

const NEVER = new AbortController().signal;

function urlSafe(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, encodeURIComponent(value)]));
}

function sleep(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      clearTimeout(waiting);
      stop.removeEventListener('abort', done);
      resolve();
    };
    const waiting = setTimeout(done, ms);
    stop.addEventListener('abort', done);
  });
}
