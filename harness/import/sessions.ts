import { KeyTable } from './key-table.ts';
import { NumberColumn } from './number-column.ts';
import { type Quantiles, Spread } from './spread.ts';

/** Who is silent for longer comes again, s: what web analytics took it to be for twenty years. */
export const SESSION_GAP_S = 1800;
/** More users than this are followed by a sample. */
const MOST_USERS = 2 ** 20;
const ALL = 2 ** 32;
const TICK_MS = 10;

export interface SessionsResult {
  readonly users: number;
  readonly sessions: number;
  readonly requestsPerSession: Quantiles;
  readonly thinkS: Quantiles | null;
  readonly lengthS: Quantiles;
  readonly sampleRate: number;
}

/** Who comes, how often, and how long they think. */
export class Sessions {
  readonly #mostUsers: number;
  readonly #users = new KeyTable();
  /** By user: ticks of the last request + 1 (0: none yet), those of the session's first, and its requests. */
  readonly #sessionOf = new NumberColumn(length => new Uint32Array(length), 3);
  #threshold = ALL;
  /** Sessions, weighted by how many users one stood for. */
  #sessions = 0;
  readonly #perSession = new Spread();
  readonly #think = new Spread(0.001);
  readonly #length = new Spread(0.001);

  constructor(mostUsers: number = MOST_USERS) {
    this.#mostUsers = mostUsers;
  }

  /** A user asks. @param high @param low the user's hash @param atMs from the first request on, and never back */
  add(high: number, low: number, atMs: number): void {
    if (high >= this.#threshold) return;
    const user = this.#users.numberOf(high, low);
    const tick = Math.floor(atMs / TICK_MS);
    const session = this.#sessionOf.chunk(user);
    const at = this.#sessionOf.offset(user);
    const last = session[at]!;
    session[at] = tick + 1;
    const gapS = ((tick + 1 - last) * TICK_MS) / 1000;
    if (last > 0 && gapS <= SESSION_GAP_S) {
      this.#think.record(gapS);
      session[at + 2]!++;
      return;
    }
    if (last > 0) this.#end(session, at, last);
    session[at + 1] = tick + 1;
    session[at + 2] = 1;
    if (this.#users.size > this.#mostUsers) this.#lower();
  }

  /** Null: nobody came. */
  result(): SessionsResult | null {
    for (let user = 0; user < this.#users.size; user++) {
      const session = this.#sessionOf.chunk(user);
      const at = this.#sessionOf.offset(user);
      this.#end(session, at, session[at]!);
    }
    const [requestsPerSession, lengthS] = [this.#perSession.quantiles(), this.#length.quantiles()];
    if (requestsPerSession === null || lengthS === null) return null;
    return {
      users: Math.round(this.#users.size * (ALL / this.#threshold)),
      sessions: Math.round(this.#sessions),
      ...{ requestsPerSession, lengthS, thinkS: this.#think.quantiles(), sampleRate: this.#threshold / ALL },
    };
  }

  #end(session: Uint32Array, at: number, last: number): void {
    this.#sessions += ALL / this.#threshold;
    this.#perSession.record(session[at + 2]!);
    this.#length.record(((last - session[at + 1]!) * TICK_MS) / 1000);
  }

  #lower(): void {
    while (this.#users.size > this.#mostUsers) {
      this.#threshold /= 2;
      const numbers = this.#users.keep(user => this.#users.highOf(user) < this.#threshold);
      this.#sessionOf.keep(numbers);
    }
  }
}
