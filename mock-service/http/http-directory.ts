import { type ClientRequest, request } from 'node:http';
import type { Socket } from 'node:net';
import type { Directory, DirectoryCall } from '../model/directory.ts';
import type { Clock } from '../time/clock.ts';
import { type AnswerLine, type CallLine, LineConnection, PROTOCOL, UPGRADE_PATH } from './directory-protocol.ts';

/**
 * The directory as the instances of another process see it. Latency, limits and time-outs are those of the model over there. When
 * the connection breaks, the calls under way fail with `error`; the next call connects anew.
 */
export class HttpDirectory implements Directory {
  readonly #origin: string;
  readonly #clock: Clock;
  readonly #calls = new Map<number, DirectoryCall>();
  #count = 0;
  #upgrade: ClientRequest | null = null;
  #connection: LineConnection | null = null;
  /** Calls to send once there is a connection; null while none is being made. */
  #waiting: CallLine[] | null = null;
  #closed = false;

  /** @param origin of a `DirectoryServer` */
  constructor(origin: string, clock: Clock) {
    this.#origin = origin;
    this.#clock = clock;
  }

  submit(call: DirectoryCall): void {
    const id = this.#count++;
    this.#calls.set(id, call);
    const line: CallLine = [id, call.key, call.command];
    if (this.#connection !== null) this.#connection.send(line);
    else if (this.#waiting !== null) this.#waiting.push(line);
    else {
      this.#waiting = [line];
      this.#connect();
    }
  }

  /** Breaks the connection: calls under way fail. */
  close(): void {
    this.#closed = true;
    this.#upgrade?.destroy();
    this.#connection?.close();
  }

  #connect(): void {
    const headers = { connection: 'Upgrade', upgrade: PROTOCOL };
    const upgrade = request(this.#origin + UPGRADE_PATH, { headers, agent: false });
    upgrade.once('upgrade', (_, socket: Socket) => this.#connected(socket));
    // An answer that is no upgrade comes from something else than a directory.
    upgrade.once('response', response => response.destroy());
    upgrade.on('error', () => {});
    upgrade.once('close', () => this.#notConnected());
    upgrade.end();
    this.#upgrade = upgrade;
  }

  /** The request for a connection is over. */
  #notConnected(): void {
    this.#upgrade = null;
    if (this.#waiting === null) return;
    this.#waiting = null;
    this.#failAll();
  }

  #connected(socket: Socket): void {
    if (this.#closed) {
      socket.destroy();
      return;
    }
    const waiting = this.#waiting as CallLine[];
    this.#waiting = null;
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
