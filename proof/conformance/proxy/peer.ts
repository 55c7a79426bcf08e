import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Step } from './exchange-case.ts';
import { readRequests } from './messages.ts';

/** One end of a connection, which does steps and remembers what came. */
export class Peer {
  readonly #socket: Socket;
  /** In latin1. */
  text = '';
  /** How it ended; null while it is open. */
  end: 'ended' | 'broken' | null = null;
  readonly closed: Promise<void>;
  #requests = 0;
  #changed = (): void => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', piece => {
      this.text += piece.toString('latin1');
      this.#changed();
    });
    socket.on('end', () => {
      this.end ??= 'ended';
      this.#changed();
    });
    socket.on('error', () => {
      this.end = 'broken';
    });
    this.closed = new Promise(resolve => socket.on('close', () => resolve()));
    void this.closed.then(() => this.#changed());
  }

  /** Does all steps, or those that it can. */
  async perform(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      if (step === 'request') await this.#nextRequest();
      else if (step === 'end') this.#socket.end();
      else if (step === 'reset') this.#socket.resetAndDestroy();
      else if ('wait' in step) await sleep(step.wait);
      else if (!this.#socket.destroyed) this.#socket.write(step.send, 'latin1');
    }
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** The head of another request is there. */
  async #nextRequest(): Promise<void> {
    const next = ++this.#requests;
    const there = () => readRequests(this.text).filter(({ line }) => line.includes(' HTTP/')).length >= next;
    while (!there() && !this.#socket.destroyed) {
      await new Promise<void>(resolve => {
        this.#changed = resolve;
      });
    }
  }
}
