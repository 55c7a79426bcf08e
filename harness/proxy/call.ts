import { type Handler, Timer } from '../../mock-service/time/clock.ts';
import type { Headers, Reason, TransportFailure } from '../transport/exchange.ts';
import type { Forwarder } from './forwarder.ts';
import type { Visit } from './proxy-servers.ts';
import type { RoutedInstance, RoutedPool } from './routed-instance.ts';

/** Where a call is: nothing under way, waiting for a core of the proxy's server, an attempt under way, waiting before a retry, handing an answer through. */
export type CallState = 'idle' | 'entering' | 'sent' | 'backing-off' | 'answering';

/**
 * One request in the proxy. The forwarder decides; how a request is sent and answered is the subclass's: exchanges on the virtual
 * network, sockets and streams live. The subclass sets `user`, `method` and `path` before `forwarder.arrived`; the fields below them are the
 * forwarder's own.
 */
export abstract class Call implements Handler {
  user = 0;
  method = 'GET';
  /** Path and query. */
  abstract readonly path: string;
  /** As the caller sent them; looked at where requests have classes. */
  abstract readonly headers: Headers;
  /** False if the request cannot be sent twice, because its body is being streamed. */
  repeatable = true;

  state: CallState = 'idle';
  arrivedAt = 0;
  pool: RoutedPool | null = null;
  instance: RoutedInstance | null = null;
  retries = 0;
  /** Its place at a server of the proxy; null where these have no limits. */
  visit: Visit | null = null;
  /** Neighbours in the row of deadlines. */
  before: Call | null = null;
  after: Call | null = null;
  deadlineAt = 0;
  /** The wait before a retry; made when first needed. */
  backoff: Timer | null = null;
  readonly forwarder: Forwarder;

  constructor(forwarder: Forwarder) {
    this.forwarder = forwarder;
  }

  /** Sends the request to `instance`. `forwarder.answered` or `forwarder.failed` follows, never from inside `send`. */
  abstract send(instance: RoutedInstance): void;

  /** Gives up the attempt under way: the instance is told that its caller has left, and nothing of it is reported any more. */
  abstract abort(): void;

  /**
   * Answers the caller with a status of the proxy's own. The forwarder is done with the call.
   * @param retryAfterS when the caller may come again; null: nothing is said of it
   */
  abstract refuse(status: number, reason: Reason, retryAfterS: number | null): void;

  /** Breaks the caller's connection without an answer. The forwarder is done with the call. */
  abstract breakOff(failure: TransportFailure & ('reset' | 'refused')): void;

  /** The wait before a retry is over. */
  fire(now: number): void {
    this.forwarder.again(this, now);
  }

  /** Called by the forwarder. */
  backoffTimer(): Timer {
    this.backoff ??= new Timer(this);
    return this.backoff;
  }
}
