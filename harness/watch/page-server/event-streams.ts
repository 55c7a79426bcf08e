import type { ServerResponse } from 'node:http';

/** More pages than this at once are refused: each costs memory. */
export const MOST_STREAMS = 32;
/** A page that has so much left to read is cut off; it connects again and gets everything as it is then. */
const MOST_UNREAD_BYTES = 4 * 1024 * 1024;
/** Proxies and browsers give silent connections up. */
const ALIVE_MS = 15_000;

/** The pages that listen: server-sent events, one response each. */
export class EventStreams {
  readonly #open = new Set<ServerResponse>();
  readonly #alive: NodeJS.Timeout;
  #onEmpty: (() => void) | null = null;

  constructor() {
    this.#alive = setInterval(() => this.#write(': still here\n\n'), ALIVE_MS);
    this.#alive.unref();
  }

  get count(): number {
    return this.#open.size;
  }

  /** Begins a stream with a first event. */
  add(response: ServerResponse, event: string, data: unknown): void {
    response.on('close', () => {
      this.#open.delete(response);
      if (this.#open.size === 0) this.#onEmpty?.();
    });
    this.#open.add(response);
    // Who loses us tries again soon: the next drill may have the same port.
    response.write(`retry: 1000\n\n${eventText(event, data)}`);
  }

  send(event: string, data: unknown): void {
    if (this.#open.size > 0) this.#write(eventText(event, data));
  }

  /** Waits until nobody listens any more, at most so long, and ends the rest. */
  async drain(withinMs: number): Promise<void> {
    clearInterval(this.#alive);
    if (this.#open.size > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onEmpty = resolve;
      const late = setTimeout(resolve, withinMs);
      await promise;
      clearTimeout(late);
    }
    for (const response of this.#open) response.end();
  }

  #write(text: string): void {
    for (const response of this.#open) {
      if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
      else response.write(text);
    }
  }
}

function eventText(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
