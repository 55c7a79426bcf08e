import { Timer } from '../../../../mock-service/time/clock.ts';
import type { DeadlineQueue, Limited } from '../../../http1/deadlines.ts';
import type { EndedRequest } from '../../../measure/request-log.ts';
import { TagSet } from '../../../measure/tags.ts';
import { Exchange } from '../../../transport/exchange.ts';
import type { BlockingCall, Coroutine } from '../../runtime/blocking-call.ts';
import type { VuContext } from '../../runtime/script-runtime.ts';
import type { CookieJar } from './cookie-jar.ts';
import type { ExpectedStatuses } from './expected-statuses.ts';
import type { HttpClient } from './http-client.ts';
import type { AnsweredCall, Response, ResponseType } from './response.ts';
import type { Target } from './url.ts';

/** Whoever waits for several requests at once. */
export interface Gathering {
  /** Request number `slot` is over: with a response, or with an error that the script is to see. */
  settled(slot: number, response: Response | null, error: unknown): void;
}

/**
 * One request of a script, from its description to its response, over all its redirects: the exchange that crosses the
 * Transport, the blocking call that the coroutine begins, and what the request log is told. Calls are reused, so nothing may
 * keep one after it has ended.
 */
export class HttpCall extends Exchange implements BlockingCall, EndedRequest, AnsweredCall, Limited, Target {
  readonly client: HttpClient;

  // Who asked.
  vu!: VuContext;
  receiver: Coroutine | null = null;
  gathering: Gathering | null = null;
  slot = 0;

  // What was asked for, besides method, headers and body.
  url = '';
  /** From the URL: `user:password`. */
  userInfo: string | null = null;
  /** The route: the tag `name`, '' where the script gives none. */
  name = '';
  /** The VU's tags when it asked, and with the tags of the request itself. */
  vuTags = TagSet.EMPTY;
  tags = TagSet.EMPTY;
  timeoutMs = 0;
  redirectsLeft = 0;
  responseType: ResponseType = 'text';
  callback: ExpectedStatuses | null = null;
  throwsOnFailure = false;
  jar: CookieJar | null = null;
  cookies: Readonly<Record<string, unknown>> | null = null;
  invalidUrl = false;
  /** Authentication by digest: wanted by the script, or answered already. */
  digest: 'none' | 'wanted' | 'answered' = 'none';
  /** The algorithms for the body, '' for none. */
  compression = '';
  /** It was aborted: its answerer may still hold it, so it is not used again. */
  abandoned = false;
  /** Counts for the verdict. */
  counted = false;

  // How it went.
  issuedAt = 0;
  iterationDueAt = 0;
  iterationLagMs = 0;
  expected = false;
  serviceTimeMs = 0;
  responseTimeMs = 0;
  blockedMs = 0;
  connectingMs = 0;
  waitingMs = 0;
  receivingMs = 0;
  sentBytes = 0;
  /** Of the headers alone, as they would be written. */
  headerBytes = 0;

  // Deadlines' own.
  deadlineAt = 0;
  queue: DeadlineQueue<Limited> | null = null;
  before: Limited | null = null;
  after: Limited | null = null;

  /** For what ends without being sent: an invalid URL. Made when first needed. */
  #soon: Timer | null = null;

  constructor(client: HttpClient) {
    super();
    this.client = client;
  }

  get soon(): Timer {
    return (this.#soon ??= new Timer({ fire: now => this.client.answered(this, now) }));
  }

  begin(vu: Coroutine): void {
    this.receiver = vu;
    this.client.start(this);
  }

  cancel(): void {
    this.client.cancel(this);
  }

  ended(now: number): void {
    this.client.answered(this, now);
  }

  expire(now: number): void {
    this.client.expired(this, now);
  }
}
