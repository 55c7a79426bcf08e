import type { SecondFacts } from '../measure/request-facts.ts';
import { seconds, share } from './figures.ts';

/** Sees when so large a share of the requests has failed for so long that a drill must not go on. */
export class AbortWatch {
  readonly #errors: number;
  readonly #forMs: number;
  /** Seconds in a row in which it was so. */
  #lasted = 0;

  /** @param errors the share, 0–1 */
  constructor({ errors, forMs }: { readonly errors: number; readonly forMs: number }) {
    this.#errors = errors;
    this.#forMs = forMs;
  }

  /** @returns whether it has lasted long enough; a second in which nothing ended says nothing */
  over({ ended, errors }: Pick<SecondFacts, 'ended' | 'errors'>): boolean {
    if (ended > 0) this.#lasted = errors >= this.#errors * ended ? this.#lasted + 1 : 0;
    return this.#lasted * 1000 >= this.#forMs;
  }

  get reason(): string {
    return `${share(this.#errors)} of the requests or more failed for ${seconds(this.#forMs / 1000)} (safety.abort)`;
  }
}
