import { isIdempotent } from '../http1/method.ts';
import type { TransportFailure } from '../transport/exchange.ts';

/** Why a request fails whose attempt got no answer (model §4). `refused`: it never reached an instance. */
export function reasonOf(failure: TransportFailure): 'refused' | 'reset' | 'malformed' {
  switch (failure) {
    case 'reset':
    case 'closed':
    case 'stalled':
    case 'timeout':
      return 'reset';
    case 'malformed':
    case 'too-large':
    case 'corrupt':
      return 'malformed';
    case 'no-files':
    case 'no-memory':
    case 'no-port':
    case 'refused':
    case 'connect-timeout':
    case 'dns':
    case 'forbidden':
    case 'tls':
    case 'not-tls':
    case 'certificate':
      return 'refused';
  }
}

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
    const reason = reasonOf(failure);
    if (reason !== 'refused' && !isIdempotent(method)) return false;
    return this.#on.has('502') || this.#on.has(reason);
  }
}
