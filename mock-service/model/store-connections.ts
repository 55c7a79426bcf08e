import { type Clock, type Timer, timer } from '../time/clock.ts';
import { type Directory, type DirectoryCall, type DirectoryFailure, SET_UP } from './directory.ts';
import { WaitingLine } from './waiting-line.ts';

export interface StoreConnectionsConfig {
  readonly perInstance: number;
  /** How long a call waits for a connection. */
  readonly waitMs: number;
  /** How long an idle connection stays open; Infinity: for ever. */
  readonly keepMs: number;
}

/** What an instance's connections have seen since the start. */
export interface ConnectionCounts {
  opened: number;
  /** Calls that waited for one in vain. */
  noConnection: number;
}

/** The connections of one instance to the directory (model §3.1): every call needs one, and opening one takes a slot over there. */
export class StoreConnections implements Directory {
  readonly config: StoreConnectionsConfig;
  readonly counts: ConnectionCounts = { opened: 0, noConnection: 0 };
  readonly #clock: Clock;
  readonly #directory: Directory;
  /** Since when each idle connection has been so; the one that was used last is used first. */
  readonly #idle: number[] = [];
  readonly #closing: Timer;
  readonly #line: WaitingLine<DirectoryCall>;
  #opening = 0;
  #used = 0;
  #peakUsed = 0;
  #peakWaiting = 0;
  /** What was under way before a restart is nobody's any longer. */
  #life = 0;

  constructor(config: StoreConnectionsConfig, clock: Clock, directory: Directory) {
    this.config = config;
    this.#clock = clock;
    this.#directory = directory;
    this.#closing = timer(now => this.#closeIdle(now));
    this.#line = new WaitingLine(clock, config.waitMs, (call: DirectoryCall, now) => {
      this.counts.noConnection++;
      call.answered(null, 'no-connection', now);
    });
  }

  /** Connections that are open. */
  get open(): number {
    return this.#used + this.#idle.length;
  }

  submit(call: DirectoryCall): void {
    if (this.#idle.pop() !== undefined) return this.#send(call);
    this.#line.push(call, this.#clock.now());
    this.#peakWaiting = Math.max(this.#peakWaiting, this.#line.size);
    this.#openMore();
  }

  /** The instance has gone down: what waited has been told. */
  reset(): void {
    this.#life++;
    while (this.#line.shift() !== undefined);
    this.#idle.length = 0;
    this.#clock.cancel(this.#closing);
    this.#opening = 0;
    this.#used = 0;
  }

  /** The most in use, and the most calls waiting, since this was last asked, each as a share of the connections that there may be. */
  takePeaks(): { used: number; waiting: number } {
    const { perInstance } = this.config;
    const peaks = { used: this.#peakUsed / perInstance, waiting: this.#peakWaiting / perInstance };
    this.#peakUsed = this.#used;
    this.#peakWaiting = this.#line.size;
    return peaks;
  }

  /** One for each call that waits, as long as there may be more. */
  #openMore(): void {
    while (this.#opening < this.#line.size && this.open + this.#opening < this.config.perInstance) {
      this.#opening++;
      const life = this.#life;
      const key = (this.#line.peek() as DirectoryCall).key;
      const answered = (_: unknown, failure: DirectoryFailure | null): void => {
        if (life !== this.#life) return;
        this.#opening--;
        if (failure === null) {
          this.counts.opened++;
          this.#free();
        }
        this.#openMore();
      };
      this.#directory.submit({ key, command: SET_UP, answered });
    }
  }

  #send(call: DirectoryCall): void {
    const life = this.#life;
    this.#used++;
    if (this.#used > this.#peakUsed) this.#peakUsed = this.#used;
    this.#directory.submit({
      key: call.key,
      command: call.command,
      answered: (result, failure, now) => {
        if (life === this.#life) {
          this.#used--;
          this.#free();
        }
        call.answered(result, failure, now);
      },
    });
  }

  /** A connection is there for whoever has waited longest. */
  #free(): void {
    const next = this.#line.shift();
    if (next !== undefined) return this.#send(next);
    const now = this.#clock.now();
    this.#idle.push(now);
    if (!this.#closing.pending && this.config.keepMs !== Number.POSITIVE_INFINITY)
      this.#clock.schedule(this.#closing, now + this.config.keepMs);
  }

  #closeIdle(now: number): void {
    const { keepMs } = this.config;
    while (this.#idle.length > 0 && (this.#idle[0] as number) + keepMs <= now) this.#idle.shift();
    if (this.#idle.length > 0) this.#clock.schedule(this.#closing, (this.#idle[0] as number) + keepMs);
  }
}
