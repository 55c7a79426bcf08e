import type { Work, WorkFailure } from '../../model/work.ts';
import type { Answer } from './answer.ts';
import { type AnswerBody, DocumentBody, ErrorBody, HEALTHY } from './answer-body.ts';
import { type AnswerHeaders, HEALTH_HEADERS, jsonHeaders, PAGE_HEADERS } from './answer-headers.ts';
import { GraphError, noUser } from './graph-error.ts';
import type { Operation, Params, ReadOperation } from './operation.ts';
import type { Headers } from './request-user.ts';
import type { SignInsService } from './sign-ins-service.ts';
import type { UserRecord } from './user-record.ts';

/** The instance that works on requests, as the service sees it. */
export interface Admission {
  /** False while it is down. */
  readonly alive: boolean;
  submit(work: Work): void;
}

/** Why the service itself answers 5xx or 429 (model §4). */
export type ServiceReason = 'queue-full' | 'directory' | 'rate-limit';

/**
 * One request at an instance, from its arrival to its answer: the same for both clocks, which differ in how they reply. May be
 * used again once `reply`, `breakOff` or `discard` has been called.
 */
export abstract class ServiceCall implements Work {
  user = 0;
  kind: Work['kind'] = 'read';
  command: unknown = null;
  left = false;
  readonly service: SignInsService;
  readonly #admission: Admission;
  #operation: Operation | null = null;
  #path = '';
  #params: Params | null = null;
  #body: string | Uint8Array | null = null;
  #origin = '';
  #requestId = '';
  #clientRequestId = '';

  constructor(service: SignInsService, admission: Admission) {
    this.service = service;
    this.#admission = admission;
  }

  /** Answers the caller. `body` is null where there is none. */
  protected abstract reply(
    status: number,
    reason: ServiceReason | null,
    headers: AnswerHeaders,
    body: AnswerBody | null,
  ): void;

  /** The instance has died or is down: the connection breaks. */
  protected abstract breakOff(failure: 'reset' | 'refused'): void;

  /** The caller has gone and the work is over. */
  protected abstract discard(): void;

  /**
   * A request has come.
   * @param path path and query
   * @param origin scheme, host and port by which the caller knows the service: the beginning of the links that it is given
   * @param user whose request it is, or −1: worked out here
   */
  arrived(
    method: string,
    path: string,
    headers: Headers,
    body: string | Uint8Array | null,
    origin: string,
    user: number,
  ): void {
    const { router } = this.service;
    const operation = router.find(method, path);
    this.begin(operation ?? router.notFound(method, path), router.params, path, headers, body, origin, user);
  }

  /** As `arrived`, for who has found the operation, or knows that there is none. */
  begin(
    operation: Operation | GraphError,
    params: Params,
    path: string,
    headers: Headers,
    body: string | Uint8Array | null,
    origin: string,
    user: number,
  ): void {
    this.left = false;
    if (!this.#admission.alive) return this.breakOff('refused');
    this.#origin = origin;
    this.#requestId = this.service.requestIds.next();
    const clientRequestId = headers['client-request-id'];
    this.#clientRequestId = typeof clientRequestId === 'string' ? clientRequestId : this.#requestId;
    if (operation instanceof GraphError) return this.#answer(operation);
    this.#operation = operation;
    if (operation.kind === 'health') return this.#checkHealth(path);
    this.user = user < 0 ? this.service.requestUser.of(headers, path) : user;
    if (operation.kind === 'page') return this.#submitPlain();
    this.#path = path;
    this.#params = params;
    this.#body = body;
    this.kind = operation.kind;
    this.command =
      operation.kind === 'read' ? null : { operation: operation.name, id: params.id ?? '', body: textOf(body) };
    this.#admission.submit(this);
  }

  finished(result: unknown, failure: WorkFailure | null): void {
    if (this.left) return this.discard();
    if (failure !== null) return this.#failed(failure);
    if (this.kind === 'plain') this.#answerPlain();
    else if (this.kind === 'write') this.#answer(result as Answer);
    else this.#read(this.#operation as ReadOperation, result as UserRecord | null);
  }

  #checkHealth(path: string): void {
    if (!path.includes('depth=deep')) return this.reply(200, null, HEALTH_HEADERS, HEALTHY);
    this.#submitPlain();
  }

  #submitPlain(): void {
    this.kind = 'plain';
    this.command = null;
    this.#admission.submit(this);
  }

  #answerPlain(): void {
    if (this.#operation?.kind === 'page') this.reply(200, null, PAGE_HEADERS, this.service.page);
    else this.reply(200, null, HEALTH_HEADERS, HEALTHY);
  }

  #read(operation: ReadOperation, record: UserRecord | null): void {
    const { content } = this.service;
    if (record === null) return this.#answer(noUser(this.#params?.user));
    const request = { path: this.#path, params: this.#params as Params, body: textOf(this.#body) };
    const answer = operation.answer(record, request, content, this.service.now());
    if (operation.followUp !== undefined && answer.error === null) {
      const command = operation.followUp(record, request);
      if (command !== null) {
        this.kind = 'write';
        this.command = command;
        return this.#admission.submit(this);
      }
    }
    this.#answer(answer);
  }

  #failed(failure: WorkFailure): void {
    if (failure === 'reset' || failure === 'refused') return this.breakOff(failure);
    const message =
      failure === 'queue-full' ? 'The instance has too many requests waiting.' : 'The directory does not answer.';
    this.#answer(new GraphError('serviceNotAvailable', message), failure);
  }

  #answer(answer: Answer, reason: ServiceReason | null = null): void {
    const headers = jsonHeaders(this.#requestId, this.#clientRequestId, answer.retryAfterS);
    if (answer.status === 204) return this.reply(204, null, headers, null);
    const { error } = answer;
    const body =
      error === null
        ? new DocumentBody(answer, this.#origin)
        : new ErrorBody(error, this.#requestId, this.#clientRequestId, this.service.now());
    this.reply(answer.status, answer.status === 429 ? 'rate-limit' : reason, headers, body);
  }
}

function textOf(body: string | Uint8Array | null): string {
  if (typeof body === 'string') return body;
  return body === null ? '' : Buffer.from(body).toString('utf8');
}
