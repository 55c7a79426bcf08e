import type { Clock } from '../../../mock-service/time/clock.ts';
import { Exchange, type TransportFailure } from '../../transport/exchange.ts';
import { LiveTransport } from '../../transport/live-transport.ts';

/** One call of an operation, or of the metric server. */
export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
}

export interface Answer {
  /** 0 where `failure` says why none came. */
  readonly status: number;
  readonly text: string;
  readonly failure: TransportFailure | null;
}

/** Calls hosts that are allowed, and no others: judged by their addresses, and no redirect is followed. */
export class Caller {
  readonly #transport: LiveTransport;
  readonly #clock: Clock;

  constructor(clock: Clock, allowedHosts: readonly string[]) {
    this.#clock = clock;
    this.#transport = new LiveTransport(clock, { allowedHosts });
  }

  call({ method, url, headers = {}, body, timeoutMs }: Call): Promise<Answer> {
    const { origin, pathname, search } = new URL(url);
    const exchange = new Called(this.#clock);
    Object.assign(exchange, { method, origin, path: `${pathname}${search}`, body: body ?? null });
    exchange.headers = body === undefined ? headers : { 'content-type': 'application/json', ...headers };
    const limit = setTimeout(() => {
      this.#transport.abort(exchange);
      exchange.late();
    }, timeoutMs);
    this.#transport.send(exchange);
    return exchange.answer.promise.finally(() => clearTimeout(limit));
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}

class Called extends Exchange {
  readonly answer = Promise.withResolvers<Answer>();
  readonly clock: Clock;

  constructor(clock: Clock) {
    super();
    this.clock = clock;
  }

  ended(): void {
    const { status, failure, replyBody } = this;
    const text = replyBody === null ? '' : 'text' in replyBody ? replyBody.text() : new TextDecoder().decode(replyBody);
    this.answer.resolve({ status, failure, text });
  }

  late(): void {
    this.answer.resolve({ status: 0, failure: 'timeout', text: '' });
  }
}

/** Why a call brought nothing, for people. */
export function failureText(failure: TransportFailure): string {
  if (failure === 'forbidden') return 'its host is not on this machine and was not allowed with --allow-host';
  return failure === 'timeout' ? 'no answer in time' : failure;
}
