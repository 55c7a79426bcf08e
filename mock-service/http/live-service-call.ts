import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AnswerBody, AnswerHeaders, Params, Route, Service, ServiceReason } from '../service/service.ts';
import { type Admission, ServiceCall } from '../service/service-call.ts';
import type { RouteCounts } from './request-counts.ts';

/** Every 5xx and 429 says why in it (model §4). */
const REASON_HEADER = 'x-headroom-reason';

/** One request over a real connection. */
export class LiveServiceCall extends ServiceCall {
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;
  readonly #counts: RouteCounts;
  readonly #arrivedAt: number;

  constructor(
    service: Service,
    admission: Admission,
    request: FastifyRequest,
    reply: FastifyReply,
    counts: RouteCounts,
  ) {
    super(service, admission);
    this.#request = request;
    this.#reply = reply;
    this.#counts = counts;
    this.#arrivedAt = service.now();
    // Also told when the answer has been sent; nothing looks at `left` then.
    reply.raw.once('close', () => {
      this.left = true;
    });
  }

  /** Begins with the route that was found. */
  start(route: Route): void {
    const { params, url, headers, body } = this.#request;
    const text = typeof body === 'string' ? body : null;
    this.begin(route, params as Params, url, headers, text, originOf(headers), -1);
  }

  answer(status: number, reason: ServiceReason | null, headers: AnswerHeaders, body: AnswerBody | null): void {
    this.#counts.answered(status, this.service.now() - this.#arrivedAt);
    const reply = this.#reply.code(status).headers(headers);
    if (reason !== null) reply.header(REASON_HEADER, reason);
    reply.send(body?.text());
  }

  protected breakOff(): void {
    this.#counts.broken++;
    this.#reply.hijack();
    this.#request.raw.socket.resetAndDestroy();
  }

  protected discard(): void {
    // The connection is closed: nobody is there to be told.
    this.#counts.gone++;
  }
}

/** Scheme, host and port as the caller wrote them, which a proxy in between passes on. */
function originOf(headers: FastifyRequest['headers']): string {
  const proto = first(headers['x-forwarded-proto']) ?? 'http';
  return `${proto}://${first(headers['x-forwarded-host']) ?? headers.host ?? 'localhost'}`;
}

/** The first of a list of values: what the first proxy saw. */
function first(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value;
  return text?.split(',', 1)[0]?.trim();
}
