import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { DrillReady } from './drill-messages.ts';
import type { AnySpec, DrillSpec } from './drill-spec.ts';
import { type DrillEnd, DrillSupervisor } from './supervisor.ts';

/** A probe that ended without a record to judge: the script threw, was stopped, or we have a bug. */
export class ProbeFailed extends Error {
  override readonly name = 'ProbeFailed';
  readonly code: number;

  constructor(code: number, reason: string) {
    super(reason);
    this.code = code;
  }
}

/** Runs a directed drill. @throws ProbeFailed */
export type RunProbe<Spec extends AnySpec = DrillSpec> = (spec: Spec) => Promise<RunRecord>;

/** The record of a probe, however it ended. @throws ProbeFailed unless there is one to judge */
export function probeRecord({ record, exit }: Pick<DrillEnd, 'record' | 'exit'>): RunRecord {
  // 99: ended early, since an objective was broken.
  if (record !== null && (exit === null || exit.code === 99 || exit.code === 110)) return record;
  throw new ProbeFailed(exit?.code ?? 1, exit?.reason ?? 'a probe ended without a record');
}

/** What looking at the script of a probe found wrong. @throws InputErrors, ProbeFailed */
export function assertCanRun(ready: DrillReady, script: string): void {
  if (ready.problems.length > 0) throw new InputErrors(ready.problems);
  if (ready.thrown !== null) throw new ProbeFailed(107, `the init code of ${script} failed: ${ready.thrown}`);
  if (ready.aborted !== null) throw new ProbeFailed(108, `${script} was aborted in its init code: ${ready.aborted}`);
}

/**
 * Virtual probes of one script in processes that are used again: each compiles the script once, and its machine code is warm from
 * the second probe on. Every probe has a site of its own.
 */
export class ProbeWorkers {
  readonly ready: DrillReady;
  readonly #first: DrillSpec;
  readonly #idle: DrillSupervisor[];
  readonly #all: Set<DrillSupervisor>;
  #stopped = false;

  private constructor(first: DrillSpec, worker: DrillSupervisor) {
    this.#first = first;
    this.#idle = [worker];
    this.#all = new Set([worker]);
    this.ready = worker.ready;
  }

  /** Starts the first process. @param spec any probe of the script. @throws InputErrors, ProbeFailed if it cannot run */
  static async start(spec: DrillSpec): Promise<ProbeWorkers> {
    const worker = await DrillSupervisor.start(spec, 0);
    try {
      assertCanRun(worker.ready, spec.script);
    } catch (error) {
      await worker.stop();
      throw error;
    }
    return new ProbeWorkers(spec, worker);
  }

  /** Runs a probe in an idle process, or in a new one if all are busy: whoever calls limits how many run at once. */
  run: RunProbe = async spec => {
    if (this.#stopped) throw new ProbeFailed(105, 'interrupted');
    const worker = this.#idle.pop() ?? (await this.#another());
    const end = await worker.run(null, spec);
    if (end.exit?.code === 1 || end.exit?.code === 90 || end.exit?.code === 107) {
      // Its process may be gone.
      this.#all.delete(worker);
      await worker.stop();
    } else this.#idle.push(worker);
    return probeRecord(end);
  };

  /** Ends what runs: it throws ProbeFailed with code 105. */
  interrupt(): void {
    this.#stopped = true;
    for (const worker of this.#all) worker.send({ kind: 'stop', reason: 'interrupted' });
  }

  /** Ends all processes. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#all].map(worker => worker.stop()));
  }

  async #another(): Promise<DrillSupervisor> {
    const worker = await DrillSupervisor.start(this.#first, 0);
    if (this.#stopped) {
      // Another search failed while this process started: nobody else would end it.
      await worker.stop();
      throw new ProbeFailed(105, 'interrupted');
    }
    this.#all.add(worker);
    return worker;
  }
}
