import type { Exchange, Transport } from '../transport/exchange.ts';

/** A request as it was sent. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Keeps what a drill sends to the system under test, session by session, and sends it on. */
export class TrafficRecorder implements Transport {
  readonly #next: Transport;
  readonly #origin: string;
  readonly #sessionOf: () => string;
  readonly #most: number;
  readonly #sessions = new Map<string, RecordedRequest[]>();

  /**
   * @param origin of the system under test: other requests are not kept
   * @param sessionOf which session is sending now
   * @param most sessions to keep
   */
  constructor(next: Transport, origin: string, sessionOf: () => string, most: number) {
    this.#next = next;
    this.#origin = origin;
    this.#sessionOf = sessionOf;
    this.#most = most;
  }

  get sessions(): readonly (readonly RecordedRequest[])[] {
    return [...this.#sessions.values()];
  }

  send(exchange: Exchange): void {
    if (exchange.origin === this.#origin) this.#keep(exchange);
    this.#next.send(exchange);
  }

  abort(exchange: Exchange): void {
    this.#next.abort(exchange);
  }

  #keep({ method, path, headers, body }: Exchange): void {
    const key = this.#sessionOf();
    let session = this.#sessions.get(key);
    if (session === undefined) {
      if (this.#sessions.size >= this.#most) return;
      this.#sessions.set(key, (session = []));
    }
    const text = body === null || typeof body === 'string' ? body : new TextDecoder().decode(body);
    session.push({ method, path, headers: { ...headers }, body: text });
  }
}
