import type { LiveChange, LiveState } from '../../page-server/live-state.ts';

/** Browsers give up after an answer that is no stream; we do not. */
const AGAIN_MS = 2000;

export interface ConnectionEvents {
  /** Everything, on connecting and on connecting again. */
  state(state: LiveState): void;
  changes(changes: readonly LiveChange[]): void;
  lost(): void;
}

/** Listens to the page's server, and comes back when it was away. */
export class Connection {
  readonly #events: ConnectionEvents;
  #source: EventSource | null = null;
  #closed = false;

  constructor(events: ConnectionEvents) {
    this.#events = events;
    this.#open();
  }

  close(): void {
    this.#closed = true;
    this.#source?.close();
  }

  #open(): void {
    const source = new EventSource('/events');
    this.#source = source;
    source.addEventListener('state', event => this.#events.state(JSON.parse(event.data) as LiveState));
    source.addEventListener('changes', event => this.#events.changes(JSON.parse(event.data) as LiveChange[]));
    source.addEventListener('error', () => {
      if (this.#closed) return;
      this.#events.lost();
      if (source.readyState === EventSource.CLOSED) setTimeout(() => !this.#closed && this.#open(), AGAIN_MS);
    });
  }
}
