import type { Socket } from 'node:net';

/** A request on a caller's connection. */
export interface CallerRequest {
  /** Its turn has come. */
  start(): void;
  /** It has come as a whole. */
  readonly received: boolean;
  /** Its answer is on its way. */
  readonly begun: boolean;
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
  readonly #socket: Socket;
  #silent = false;
  /** Nothing more is understood. */
  #deaf = false;
  /** What is answered in place of what could not be read. */
  #last: string | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** The connection on a socket. */
  static on(socket: Socket): CallerConnection {
    const known = (socket as CallerSocket)[CONNECTION];
    if (known !== undefined) return known;
    const made = new CallerConnection(socket);
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

  /** What came cannot be read, and nothing after it: it gets `answer` in its turn, and the connection ends. */
  unreadable(answer: string): void {
    if (this.#deaf) return;
    this.#deaf = true;
    this.#last = answer;
    const cut = this.#requests.at(-1);
    if (cut?.received === false) {
      this.#requests.pop();
      if (cut.begun) this.#last = '';
      cut.callerGone();
    }
    if (this.#requests.length === 0) this.#end();
  }

  /** A request has been refused with the connection: what follows it is nothing to anybody. */
  refused(): void {
    this.#deaf = true;
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
    else if (this.#last !== null) this.#end();
  }

  #end(): void {
    this.#socket.end(this.#last as string, () => this.#socket.destroy());
  }

  #start(request: CallerRequest): void {
    request.start();
    // It may have been answered at once.
    if (this.#silent && this.#requests[0] === request) request.callerSilent();
  }
}
