import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { OperationEnd, UndoneOperation, Values } from './operator-desk.ts';
import type { OperatorCommand, OperatorInit, OperatorMessage } from './operator-process.ts';
import type { TargetOperationName } from './target.ts';

/** The process that operates a target, as who started it sees it. Whatever becomes of that one, it undoes what was done. */
export class Operator {
  readonly #init: OperatorInit;
  #child: ChildProcess;
  #lost = false;
  #released = false;
  #nextId = 1;
  readonly #waiting = new Map<number, (message: OperatorMessage | null) => void>();
  /** Told if it ends and nobody has asked it to. */
  onLost: (() => void) | null = null;

  private constructor(init: OperatorInit, child: ChildProcess) {
    this.#init = init;
    this.#child = child;
    this.#listen(child);
  }

  static async start(init: OperatorInit): Promise<Operator> {
    return new Operator(init, await started(init));
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  async perform(operation: TargetOperationName, values: Values): Promise<OperationEnd> {
    const ended = await this.#ask(id => ({ kind: 'perform', id, operation, values }));
    return ended?.kind === 'ended' && ended.end !== null ? ended.end : LOST;
  }

  /** What tells the settings in force; null: nothing does. */
  async inForce(): Promise<OperationEnd | null> {
    const ended = await this.#ask(id => ({ kind: 'in-force', id }));
    return ended?.kind === 'ended' ? ended.end : LOST;
  }

  /** Undoes what was done, and ends. If its process was killed another one goes on where the journal stands. */
  async undo(why: string): Promise<readonly UndoneOperation[]> {
    if (this.#released) return [];
    for (let tries = 0; tries < 3; tries++) {
      if (this.#lost) {
        this.#child = await started(this.#init);
        this.#lost = false;
        this.#listen(this.#child);
      }
      const undone = await this.#ask(id => ({ kind: 'undo', id, why }));
      if (undone?.kind !== 'undone') continue;
      await this.release();
      return undone.done;
    }
    throw new Error('the operator was killed again and again: what it was to undo is not undone');
  }

  /** Nothing is left to undo: its process ends. */
  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    if (this.#lost) return;
    const gone = new Promise(resolve => this.#child.once('exit', resolve));
    this.#send({ kind: 'release' });
    await gone;
  }

  #ask(command: (id: number) => OperatorCommand): Promise<OperatorMessage | null> {
    if (this.#lost || this.#released) return Promise.resolve(null);
    const id = this.#nextId++;
    return new Promise(resolve => {
      this.#waiting.set(id, resolve);
      this.#send(command(id));
    });
  }

  #send(command: OperatorCommand): void {
    if (this.#child.connected) this.#child.send(command, () => {});
  }

  #listen(child: ChildProcess): void {
    child.on('message', (message: OperatorMessage) => {
      if (message.kind === 'ready') return;
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    });
    child.once('exit', () => {
      this.#lost = true;
      for (const each of this.#waiting.values()) each(null);
      this.#waiting.clear();
      if (!this.#released) this.onLost?.();
    });
  }
}

const LOST: OperationEnd = { ok: false, how: 'its process was killed', tookMs: 0, output: '' };

async function started(init: OperatorInit): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('./operator-process.ts', import.meta.url)), [], {
    // A session of its own: neither Ctrl-C nor the terminal's end reaches it.
    detached: true,
    // Its words, when nobody else is left to say them.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.send({ kind: 'init', init } satisfies OperatorCommand);
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`the operator ended before it was ready (exit ${code})`)));
  });
  return child;
}
