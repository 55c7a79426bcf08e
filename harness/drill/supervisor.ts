import { type Mask, maskOf } from '../../mock-service/settings/secret.ts';
import { RUN, type RunRecord } from '../record/run-record.ts';
import { sealed } from '../record/seal.ts';
import { Child, type ChildExit, LostChild } from '../site/processes/child.ts';
import type { Stuck } from '../site/processes/silence.ts';
import type { Ending } from '../verdict/ending.ts';
import { DRILL_MEMORY } from './drill-memory.ts';
import {
  type DrillCommand,
  type DrillInit,
  type DrillMessage,
  type DrillNews,
  type DrillReady,
  NOTHING_SEEN,
} from './drill-messages.ts';
import { type AnySpec, type Place, secretsOf } from './drill-spec.ts';
import { explainEnd, explainStuck, type Loss } from './loss.ts';
import { maskedMessage, maskedReady } from './masked-message.ts';

/** How a drill ended. `record` is null if nothing was measured. */
export interface DrillEnd {
  readonly record: RunRecord | null;
  /** Live: Unix time of t = 0, ms; undefined where the drill did not come to its end. */
  readonly zeroAtMs?: number | undefined;
  /** Null: the verdict decides. 1 is our own bug. */
  readonly exit: { readonly code: Ending['code'] | 1; readonly reason: string } | null;
  /** What the script's handleSummary returned. */
  readonly summary: Extract<DrillMessage, { kind: 'finished' }>['summary'];
  readonly wallMs: number;
  /** Events fired, when virtual. */
  readonly events: number;
  /** Calls of the script that were refused. */
  readonly refusals?: Extract<DrillMessage, { kind: 'finished' }>['refusals'] | undefined;
  /** What sessions sent, if it was to be recorded. */
  readonly traffic?: Extract<DrillMessage, { kind: 'finished' }>['traffic'];
  /** Virtual: what it takes to do it again elsewhere. */
  readonly carried?: Extract<DrillMessage, { kind: 'finished' }>['carried'];
  /** What became of a rollout, if it was one. */
  readonly rollout?: Extract<DrillMessage, { kind: 'finished' }>['rollout'];
}

/** Runs a drill in a process of its own, with a heap limit and a watchdog; or several of the same script, one after another. */
export class DrillSupervisor {
  readonly ready: DrillReady;
  readonly #spec: AnySpec;
  readonly #child: Child;
  /** Null: the script was given no secrets. */
  readonly #mask: Mask | null;
  #end = Promise.withResolvers<DrillEnd>();
  #draft: RunRecord | null = null;
  /** No drill runs. */
  #over = true;
  /** Why the process is gone, once it is. */
  #lost: Loss | null = null;
  /** Told of everything that the drill's process says but its end. */
  onNews: ((news: DrillNews) => void) | null = null;
  /** Told every few seconds of what has been measured so far: what is left of it if both processes are killed. */
  onDraft: ((record: RunRecord) => void) | null = null;

  private constructor(spec: AnySpec, child: Child, ready: DrillReady) {
    this.#spec = spec;
    this.#child = child;
    const secrets = secretsOf(spec);
    this.#mask = secrets.length === 0 ? null : maskOf(secrets);
    this.ready = this.#mask === null ? ready : maskedReady(ready, this.#mask);
    child.onMessage = message => {
      const said = message as DrillMessage;
      this.#heard(this.#mask === null ? said : maskedMessage(said, this.#mask));
    };
    void child.crashed.then(exit => this.#crashed(exit));
    child.onStuck = stuck => void this.#stuck(stuck);
  }

  /**
   * Starts the process and lets it look at the script; nothing is sent yet.
   * @param zeroEpochMs the Clock's zero as Unix time, ms
   */
  static async start(spec: AnySpec, zeroEpochMs: number): Promise<DrillSupervisor> {
    const init: DrillInit = { spec, zeroEpochMs };
    const file = new URL('./drill-process.ts', import.meta.url);
    try {
      const { child, ready } = await Child.start<DrillReady>(file, init, DRILL_MEMORY[spec.clock]);
      return new DrillSupervisor(spec, child, ready);
    } catch (error) {
      if (!(error instanceof LostChild)) throw error;
      const { child, lost } = error;
      const loss = typeof lost === 'string' ? await explainStuck(child, lost, spec.script) : explainEnd(lost.stderr);
      await child.kill();
      if (loss === null || loss.code !== 107) throw error;
      return new DrillSupervisor(spec, child, { ...NOTHING_SEEN, thrown: loss.reason });
    }
  }

  /**
   * Runs the drill, or the next one.
   * @param place where the site is; null for a virtual one
   * @param spec of the same script; null: the one that the process was started for
   */
  run(place: Place | null, spec: AnySpec | null = null): Promise<DrillEnd> {
    this.#end = Promise.withResolvers();
    this.#draft = null;
    this.#over = false;
    if (this.#lost === null) this.send({ kind: 'run', place, spec });
    else this.#giveUp(this.#lost);
    return this.#end.promise;
  }

  send(command: DrillCommand): void {
    this.#child.send(command);
  }

  /** @see Child.mustSpeakWithin */
  mustSpeakWithin(patienceMs: number, onSilent: (silentMs: number) => void): void {
    this.#child.mustSpeakWithin(patienceMs, silentMs => {
      if (!this.#over) onSilent(silentMs);
    });
  }

  /** Ends the process; a drill that runs is given up. */
  async stop(): Promise<void> {
    this.#over = true;
    await this.#child.stop();
  }

  #heard(message: DrillMessage): void {
    switch (message.kind) {
      case 'draft':
        this.#draft = message.record;
        this.onDraft?.(message.record);
        return;
      case 'finished':
        return this.#finish(message);
      case 'threw':
        return this.#giveUp({ code: 107, reason: `the init code of ${this.#spec.script} failed: ${message.text}` });
      case 'crashed':
        return this.#giveUp(
          { code: 1, reason: `internal error: ${message.error}` },
          message.error.split('\n', 1)[0] as string,
        );
      case 'log':
      case 'started':
      case 'second':
      case 'timeline':
        this.onNews?.(message);
    }
  }

  #finish(end: DrillEnd): void {
    if (this.#over) return;
    this.#over = true;
    const { record, zeroAtMs, exit, summary, wallMs, events, refusals, traffic, carried, rollout } = end;
    this.#end.resolve({ record, zeroAtMs, exit, summary, wallMs, events, refusals, traffic, carried, rollout });
  }

  /** Ends with what had been measured. */
  #giveUp({ code, reason }: Loss, short = reason): void {
    let record = this.#draft;
    if (record !== null) {
      const sentence = `${short[0]?.toUpperCase()}${short.slice(1)}; what had been measured until then is kept.`;
      // A draft is cut short by nobody's wish; neither is this.
      const { interrupted: _, ...draft } = record;
      record = sealed(RUN, { ...draft, reasons: [sentence, ...draft.reasons] });
    }
    this.#finish({ record, exit: { code, reason }, summary: null, wallMs: 0, events: 0 });
  }

  #crashed({ code, signal, stderr: written }: ChildExit): void {
    const stderr = this.#mask?.(written) ?? written;
    const loss = explainEnd(stderr);
    if (loss !== null) return this.#loses(loss);
    const short = `the drill's process ended (${signal ?? `exit ${code}`})`;
    // Somebody has killed it, or the system for want of memory.
    if (signal === 'SIGKILL') this.#loses({ code: 90, reason: short });
    else this.#loses({ code: 1, reason: `${short}: ${stderr.trim()}` }, short);
  }

  /** The process is stuck: asks its debugger for the script's line, then ends it. */
  async #stuck(stuck: Stuck): Promise<void> {
    const loss = await explainStuck(this.#child, stuck, this.#spec.script);
    await this.#child.kill();
    this.#loses(loss);
  }

  #loses(loss: Loss, short = loss.reason): void {
    this.#lost = loss;
    if (!this.#over) this.#giveUp(loss, short);
  }
}
