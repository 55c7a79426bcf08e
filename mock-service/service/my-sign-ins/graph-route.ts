import type { Route, ServiceReason, ServiceRequest } from '../service.ts';
import type { Answer } from './answer.ts';
import { DocumentBody, ErrorBody } from './answer-body.ts';
import { GraphError, noUser } from './graph-error.ts';
import { graphHeaders } from './graph-headers.ts';
import type { MySignIns } from './my-sign-ins.ts';
import type { Operation } from './operation.ts';
import type { UserRecord } from './user-record.ts';

/** The ids of a request: its own, and the one that its client gave it. */
export class GraphIds {
  request = '';
  client = '';
}

/** What is answered in Microsoft Graph's shapes: an operation on a user's record, or the error that there is none. */
export class GraphRoute implements Route {
  readonly #service: MySignIns;
  readonly #operation: Operation | GraphError;
  readonly #reason: ServiceReason | null;

  /** @param reason why it answers an error, if it does */
  constructor(service: MySignIns, operation: Operation | GraphError, reason: ServiceReason | null = null) {
    this.#service = service;
    this.#operation = operation;
    this.#reason = reason;
  }

  arrived(request: ServiceRequest): void {
    const operation = this.#operation;
    if (operation instanceof GraphError) return GraphRoute.answer(this.#service, request, operation, this.#reason);
    if (operation.kind === 'read') return request.work('read', null);
    const { params, body } = request;
    request.work('write', { operation: operation.name, id: params.id ?? '', body });
  }

  finished(request: ServiceRequest, result: unknown): void {
    const operation = this.#operation as Operation;
    // A read whose follow-up was executed ends as a write does.
    if (operation.kind === 'write' || request.kind === 'write')
      return GraphRoute.answer(this.#service, request, result as Answer, null);
    const record = result as UserRecord | null;
    if (record === null) return GraphRoute.answer(this.#service, request, noUser(request.params.user), null);
    const answer = operation.answer(record, request, this.#service.content, this.#service.now());
    if (operation.followUp !== undefined && answer.error === null) {
      const command = operation.followUp(record, request);
      if (command !== null) return request.work('write', command);
    }
    GraphRoute.answer(this.#service, request, answer, null);
  }

  /** Answers a request, whatever its route: a full queue meets health checks too. */
  static answer(service: MySignIns, request: ServiceRequest, answer: Answer, reason: ServiceReason | null): void {
    const { request: requestId, client: clientRequestId } = request.state as GraphIds;
    const headers = graphHeaders(requestId, clientRequestId, answer.retryAfterS);
    if (answer.status === 204) return request.answer(204, null, headers, null);
    const { error } = answer;
    const body =
      error === null
        ? new DocumentBody(answer, request.origin)
        : new ErrorBody(error, requestId, clientRequestId, service.now());
    request.answer(answer.status, answer.status === 429 ? 'rate-limit' : reason, headers, body);
  }
}
