import type { FailoverProxy } from './failover-proxy.ts';

/** Requests that a proxy sent to instances, and those of them that it had sent before. */
interface Counts {
  readonly attempts: number;
  readonly retries: number;
}

/** Makes seconds of the attempts that a proxy has counted. */
export class AttemptCounts {
  readonly #proxy: Pick<FailoverProxy, 'pools'>;
  #before: Counts;

  constructor(proxy: Pick<FailoverProxy, 'pools'>) {
    this.#proxy = proxy;
    this.#before = this.#counts();
  }

  /** @returns what was counted since the last call */
  next(): Counts {
    const before = this.#before;
    const now = this.#counts();
    this.#before = now;
    return { attempts: now.attempts - before.attempts, retries: now.retries - before.retries };
  }

  #counts(): Counts {
    let [attempts, retries] = [0, 0];
    for (const { instances } of this.#proxy.pools) {
      for (const instance of instances) {
        attempts += instance.attempts;
        retries += instance.retries;
      }
    }
    return { attempts, retries };
  }
}
