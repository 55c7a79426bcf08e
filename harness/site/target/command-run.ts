import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { isSystemError, systemErrorText } from '../../../mock-service/settings/system-error.ts';

/** Of what a command writes the end is kept. */
export const KEPT_OUTPUT_BYTES = 4096;
/** Between being asked to end and being killed. */
const GRACE_MS = 2000;
/** What it has started may hold its output open for ever. */
const LAST_WORDS_MS = 200;

export interface CommandEnd {
  readonly ok: boolean;
  /** `exit 0`, `SIGKILL`, or why it could not begin. */
  readonly how: string;
  /** The end of what it wrote, to both streams. */
  readonly output: string;
}

/** A command in a group of its own, so that what it starts ends with it. */
export class CommandRun {
  readonly pid: number | undefined;
  readonly ended: Promise<CommandEnd>;
  #over = false;

  /** @param file whose folder it runs in */
  constructor([program = '', ...words]: readonly string[], file: string) {
    const child = spawn(program, words, {
      cwd: dirname(file) || '.',
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.pid = child.pid;
    let output = Buffer.alloc(0);
    const keep = (chunk: Buffer): void => {
      output = Buffer.concat([output, chunk]).subarray(-KEPT_OUTPUT_BYTES);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    this.ended = new Promise(resolve => {
      const end = (ok: boolean, how: string): void => {
        this.#over = true;
        resolve({ ok, how, output: output.toString() });
      };
      child.once('error', error => end(false, isSystemError(error) ? systemErrorText(error) : error.message));
      child.once('exit', (code, signal) => {
        const how = signal ?? `exit ${code}`;
        const late = setTimeout(() => {
          child.stdout.destroy();
          child.stderr.destroy();
          end(code === 0, how);
        }, LAST_WORDS_MS);
        child.once('close', () => {
          clearTimeout(late);
          end(code === 0, how);
        });
      });
    });
  }

  /** Asks it and all that it has started to end, and kills what does not. */
  async stop(): Promise<void> {
    if (this.#over || this.pid === undefined) return;
    signalGroup(this.pid, 'SIGTERM');
    const kill = setTimeout(() => signalGroup(this.pid as number, 'SIGKILL'), GRACE_MS);
    await this.ended;
    clearTimeout(kill);
    // What it had started may have ignored the request.
    signalGroup(this.pid, 'SIGKILL');
  }
}

/** To a command and what it has started; nothing where it has ended. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ESRCH') throw error;
  }
}
