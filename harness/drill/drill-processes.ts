import type { DrillSpec } from './drill-spec.ts';
import { type DrillEnd, DrillSupervisor } from './supervisor.ts';

/**
 * Processes of virtual drills of one script, which are used again: each compiles the script once, and its machine code is warm from the
 * second drill on. Whoever takes them limits how many there are.
 */
export class DrillProcesses {
  readonly #idle: DrillSupervisor[] = [];
  readonly #all = new Set<DrillSupervisor>();

  /** One that is idle, or else a new one, which looks at the script of this drill. */
  async take(spec: DrillSpec): Promise<DrillSupervisor> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const started = await DrillSupervisor.start(spec, 0);
    this.#all.add(started);
    return started;
  }

  /** Takes it back. @param end what its drill has come to; null: it ran none */
  async give(process: DrillSupervisor, end: DrillEnd | null): Promise<void> {
    const code = end?.exit?.code;
    if (end !== null && code !== 1 && code !== 90 && code !== 107) {
      this.#idle.push(process);
      return;
    }
    // It may be gone, or stuck.
    this.#all.delete(process);
    await process.stop();
  }

  /** Ends all drills that run; what they have measured is kept. */
  interrupt(): void {
    for (const process of this.#all) process.send({ kind: 'stop', reason: 'interrupted' });
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#all].map(process => process.stop()));
  }
}
