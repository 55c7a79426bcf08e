import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** How the server answers. */
export interface TargetPlan {
  /** From a request's arrival to its answer, ms. */
  readonly serviceMs: number;
  /** Answers nothing for a while, counted from the first request. */
  readonly stall: { readonly afterMs: number; readonly forMs: number } | null;
}

/** What the server saw: moments in ms on its own clock, in the order of arrival. */
export interface TargetLog {
  readonly arrivals: Float64Array;
  /** Shorter than `arrivals` where some were not answered. Empty for a server that answers at once. */
  readonly answers: Float64Array;
  /** When it answered again after its stall. */
  readonly resumedAt: number | null;
}

export type TargetCommand = { readonly kind: 'begin'; readonly plan: TargetPlan } | { readonly kind: 'log' };

/** The benchmarks' server, on loopback. */
export class Target {
  readonly url: string;
  readonly pid: number;
  #process: ChildProcess;

  private constructor(process: ChildProcess, port: number) {
    this.#process = process;
    this.pid = process.pid as number;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<Target> {
    const child = fork(new URL('./target-process.ts', import.meta.url), [], { serialization: 'advanced' });
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    return new Target(child, port);
  }

  /** Forgets everything and answers by another plan. */
  async begin(plan: TargetPlan): Promise<void> {
    this.#process.send({ kind: 'begin', plan } satisfies TargetCommand);
    await once(this.#process, 'message');
  }

  async log(): Promise<TargetLog> {
    this.#process.send({ kind: 'log' } satisfies TargetCommand);
    const [{ log }] = (await once(this.#process, 'message')) as [{ log: TargetLog }];
    return log;
  }

  stop(): void {
    this.#process.disconnect();
  }
}
