import { type ClientRequest, request } from 'node:http';
import type { Socket } from 'node:net';
import { type Line, LineConnection, PROTOCOL, UPGRADE_PATH } from './lines.ts';

/** What becomes of a call. */
export interface LineOutcome {
  answered(rest: readonly unknown[]): void;
  /** The connection broke. */
  failed(): void;
}

/** Calls what is behind the instances, in another process. When the connection breaks, the calls under way fail; the next connects anew. */
export class LineCaller {
  readonly #origin: string;
  readonly #calls = new Map<number, LineOutcome>();
  #count = 0;
  #upgrade: ClientRequest | null = null;
  #connection: LineConnection | null = null;
  /** Lines to send once there is a connection; null while none is being made. */
  #waiting: Line[] | null = null;
  #closed = false;

  /** @param origin of a `LineServer` */
  constructor(origin: string) {
    this.#origin = origin;
  }

  /** @param outcome null: nobody waits for an answer, and none comes */
  call(rest: readonly unknown[], outcome: LineOutcome | null): void {
    const id = outcome === null ? null : this.#count++;
    if (id !== null && outcome !== null) this.#calls.set(id, outcome);
    const line: Line = [id, ...rest];
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
    // An answer that is no upgrade comes from something else.
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
    const waiting = this.#waiting as Line[];
    this.#waiting = null;
    socket.setNoDelay(true);
    this.#connection = new LineConnection(
      socket,
      line => this.#answered(line),
      () => {
        this.#connection = null;
        this.#failAll();
      },
    );
    for (const line of waiting) this.#connection.send(line);
  }

  #answered([id, ...rest]: Line): void {
    if (id === null) return;
    const outcome = this.#calls.get(id);
    this.#calls.delete(id);
    outcome?.answered(rest);
  }

  #failAll(): void {
    const outcomes = [...this.#calls.values()];
    this.#calls.clear();
    for (const outcome of outcomes) outcome.failed();
  }
}
