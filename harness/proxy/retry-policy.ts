import { isIdempotent } from '../http1/method.ts';
import type { TransportFailure } from '../transport/exchange.ts';

/** Which outcomes of an attempt may be tried again. The proxy's own deadline never is: it covers all attempts. */
export class RetryPolicy {
  readonly retries: number;
  readonly #on: ReadonlySet<string>;

  /** @param retries further attempts at most; 0 = off. @param on see `ProxyConfig.retryOn`. */
  constructor(retries: number, on: readonly string[]) {
    this.retries = retries;
    this.#on = new Set(on);
  }

  /** An answer came. Other methods than idempotent ones may have taken effect. */
  allowsStatus(status: number, method: string): boolean {
    return isIdempotent(method) && this.#on.has(String(status));
  }

  /** No answer came. What never reached an instance may be repeated whatever its method is. */
  allowsFailure(failure: TransportFailure, method: string): boolean {
    const unsent = failure === 'refused' || failure === 'connect-timeout';
    if (!unsent && !isIdempotent(method)) return false;
    return this.#on.has('502') || this.#on.has(unsent ? 'refused' : failure);
  }
}
