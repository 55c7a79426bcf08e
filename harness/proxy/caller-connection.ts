import type { Socket } from 'node:net';

/** A request on a caller's connection. */
export interface CallerRequest {
  /** Its turn has come. */
  start(): void;
  /** The caller's side says nothing more: it has closed its half, or gone. */
  callerSilent(): void;
  callerGone(): void;
}

const CONNECTION = Symbol('connection');
type CallerSocket = Socket & { [CONNECTION]?: CallerConnection };

/**
 * A caller's connection. What is pipelined runs one behind the other, in the order in which it came: a request may rely on what the
 * one before has done (RFC 9112 §9.3.2 lets only safe methods run side by side).
 */
export class CallerConnection {
  /** Without a whole answer; the first is under way. */
  readonly #requests: CallerRequest[] = [];
  #silent = false;

  /** The connection on a socket. */
  static on(socket: Socket): CallerConnection {
    const known = (socket as CallerSocket)[CONNECTION];
    if (known !== undefined) return known;
    const made = new CallerConnection();
    (socket as CallerSocket)[CONNECTION] = made;
    socket.once('end', () => {
      made.#silent = true;
      made.#requests[0]?.callerSilent();
    });
    socket.once('close', () => {
      for (const request of made.#requests.splice(0)) request.callerGone();
    });
    return made;
  }

  /** A request has come. */
  add(request: CallerRequest): void {
    if (this.#requests.push(request) === 1) this.#start(request);
  }

  /** Its answer is whole, or will not be. */
  ended(request: CallerRequest): void {
    if (this.#requests[0] !== request) return;
    this.#requests.shift();
    const next = this.#requests[0];
    if (next !== undefined) this.#start(next);
  }

  #start(request: CallerRequest): void {
    request.start();
    if (this.#silent) request.callerSilent();
  }
}
