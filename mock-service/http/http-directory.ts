import type { Socket } from 'node:net';
import { Client } from 'undici';
import type { Directory, DirectoryCall } from '../model/directory.ts';
import type { Clock } from '../time/clock.ts';
import { type AnswerLine, type CallLine, LineConnection, PROTOCOL, UPGRADE_PATH } from './directory-protocol.ts';

/**
 * The directory as the instances of another process see it. Latency, limits and time-outs are those of the model over there. When
 * the connection breaks, the calls under way fail with `error`; the next call connects anew.
 */
export class HttpDirectory implements Directory {
  readonly #client: Client;
  readonly #clock: Clock;
  readonly #calls = new Map<number, DirectoryCall>();
  #count = 0;
  #connection: LineConnection | null = null;
  /** Calls to send once there is a connection; null while none is being made. */
  #waiting: CallLine[] | null = null;
  #closed = false;

  /** @param origin of a `DirectoryServer` */
  constructor(origin: string, clock: Clock) {
    this.#client = new Client(origin);
    this.#clock = clock;
  }

  submit(call: DirectoryCall): void {
    const id = this.#count++;
    this.#calls.set(id, call);
    const line: CallLine = [id, call.user, call.command];
    if (this.#connection !== null) this.#connection.send(line);
    else if (this.#waiting !== null) this.#waiting.push(line);
    else {
      this.#waiting = [line];
      this.#client.upgrade({ path: UPGRADE_PATH, protocol: PROTOCOL }, (error, data) =>
        this.#connected(error, data?.socket),
      );
    }
  }

  /** Breaks the connection: calls under way fail. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#connection?.close();
    await this.#client.destroy();
  }

  #connected(error: Error | null, stream: { destroy(): void } | undefined): void {
    const waiting = this.#waiting as CallLine[];
    this.#waiting = null;
    if (error !== null || stream === undefined || this.#closed) {
      stream?.destroy();
      return this.#failAll();
    }
    const socket = stream as Socket;
    socket.setNoDelay(true);
    this.#connection = new LineConnection(
      socket,
      line => this.#answered(line as AnswerLine),
      () => {
        this.#connection = null;
        this.#failAll();
      },
    );
    for (const line of waiting) this.#connection.send(line);
  }

  #answered([id, result, failure]: AnswerLine): void {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    call?.answered(result, failure, this.#clock.now());
  }

  #failAll(): void {
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) call.answered(null, 'error', this.#clock.now());
  }
}
