import type { ExitHint } from '../load/load-result.ts';
import { sealRun } from '../report/run-file.ts';
import type { RunRecord } from '../report/run-record.ts';
import { compileScript } from '../script/compile/compile-script.ts';
import { resolveRemote } from '../script/modules/jslib/resolve-remote.ts';
import { Child, type ChildExit } from '../topology/child.ts';
import type { DrillCommand, DrillInit, DrillMessage, DrillReady } from './drill-messages.ts';
import type { DrillSpec, Place } from './drill-spec.ts';
import { pausedFrames } from './stuck-line.ts';

/** Silence after which a drill's process is taken to be in an endless loop. */
const SILENT_AFTER_MS = 5000;
/** Heap of a drill's process: HDR histograms and a thousand VUs need a tenth of it. */
const HEAP_MB = 1024;

/** How a drill ended. `record` is null if nothing was measured. */
export interface DrillEnd {
  readonly record: RunRecord | null;
  /** Null: the verdict decides. 1 is our own bug. */
  readonly exit: { readonly code: ExitHint['code'] | 1; readonly reason: string } | null;
  /** What the script's handleSummary returned. */
  readonly summary: Extract<DrillMessage, { kind: 'finished' }>['summary'];
  readonly wallMs: number;
  /** Events fired, when virtual. */
  readonly events: number;
}

/** Runs a drill in a process of its own, with a heap limit and a watchdog; or several of the same script, one after another. */
export class DrillSupervisor {
  readonly ready: DrillReady;
  readonly #spec: DrillSpec;
  readonly #child: Child;
  #end = Promise.withResolvers<DrillEnd>();
  #draft: RunRecord | null = null;
  #lastHeard = performance.now();
  #watchdog: NodeJS.Timeout | undefined;
  #over = false;
  /** Told of everything that the drill's process says but its end. */
  onMessage: ((message: DrillMessage) => void) | null = null;

  private constructor(spec: DrillSpec, child: Child, ready: DrillReady) {
    this.#spec = spec;
    this.#child = child;
    this.ready = ready;
    child.onMessage = message => this.#heard(message as DrillMessage);
    child.onCrash = exit => this.#crashed(exit);
  }

  /**
   * Starts the process and lets it look at the script; nothing is sent yet.
   * @param zeroEpochMs the Clock's zero as Unix time, ms
   */
  static async start(spec: DrillSpec, zeroEpochMs: number): Promise<DrillSupervisor> {
    const init: DrillInit = { spec, zeroEpochMs };
    const { child, ready } = await Child.start<DrillReady>(new URL('./drill-process.ts', import.meta.url), init, {
      heapMb: HEAP_MB,
    });
    return new DrillSupervisor(spec, child, ready);
  }

  /**
   * Runs the drill, or the next one.
   * @param place where the site is; null for a virtual one
   * @param spec of the same script; null: the one that the process was started for
   */
  run(place: Place | null, spec: DrillSpec | null = null): Promise<DrillEnd> {
    this.#end = Promise.withResolvers();
    this.#draft = null;
    this.#over = false;
    this.send({ kind: 'run', place, spec });
    this.#lastHeard = performance.now();
    this.#watchdog = setInterval(() => {
      if (performance.now() - this.#lastHeard > SILENT_AFTER_MS) void this.#stuck();
    }, 500);
    return this.#end.promise;
  }

  send(command: DrillCommand): void {
    this.#child.send(command);
  }

  /** Ends the process; a drill that runs is given up. */
  async stop(): Promise<void> {
    this.#over = true;
    clearInterval(this.#watchdog);
    await this.#child.stop();
  }

  #heard(message: DrillMessage): void {
    this.#lastHeard = performance.now();
    switch (message.kind) {
      case 'heartbeat':
        return;
      case 'draft':
        this.#draft = message.record;
        return;
      case 'finished':
        return this.#finish(message);
      case 'crashed':
        return this.#giveUp(1, `internal error: ${message.error}`, message.error.split('\n', 1)[0] as string);
      default:
        this.onMessage?.(message);
    }
  }

  #finish(end: DrillEnd): void {
    if (this.#over) return;
    this.#over = true;
    clearInterval(this.#watchdog);
    const { record, exit, summary, wallMs, events } = end;
    this.#end.resolve({ record, exit, summary, wallMs, events });
  }

  /** Ends with what had been measured. */
  #giveUp(code: 1 | 107, reason: string, short: string): void {
    let record = this.#draft;
    if (record !== null) {
      const sentence = `${short[0]?.toUpperCase()}${short.slice(1)}; what had been measured until then is kept.`;
      record = sealRun({ ...record, reasons: [sentence, ...record.reasons] });
    }
    this.#finish({ record, exit: { code, reason }, summary: null, wallMs: 0, events: 0 });
  }

  #crashed({ code, signal, stderr }: ChildExit): void {
    if (/heap out of memory|heap limit/i.test(stderr)) {
      const reason = `the script needs more than ${HEAP_MB} MB of memory: does an iteration allocate without end?`;
      return this.#giveUp(107, reason, reason);
    }
    const how = signal ?? `exit ${code}`;
    this.#giveUp(1, `the drill's process ended (${how}): ${stderr.trim()}`, `the drill's process ended (${how})`);
  }

  /** The process is silent: asks its debugger for the script's line, then ends it. */
  async #stuck(): Promise<void> {
    clearInterval(this.#watchdog);
    const url = await this.#child.debuggerUrl();
    const frames = url === null ? [] : await pausedFrames(url);
    await this.#child.kill();
    const script = await compileScript(this.#spec.script, { resolveRemote });
    const place = frames
      .filter(frame => frame.url === script.url)
      .map(frame => script.locate(frame.line, frame.column))
      .find(found => found !== null);
    const silence = `did not come to an end for ${SILENT_AFTER_MS / 1000} s: an endless loop?`;
    if (place === undefined || place === null) {
      return this.#giveUp(
        1,
        `the drill's process ${silence} Its debugger gave no line of the script.`,
        'the drill hung',
      );
    }
    const reason = `${place.file}:${place.line}:${place.column}: the script ${silence}`;
    this.#giveUp(107, reason, reason);
  }
}
