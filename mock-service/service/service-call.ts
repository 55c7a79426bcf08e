import { NO_KEYS, type Work, type WorkFailure } from '../model/work.ts';
import { Aside } from './aside.ts';
import type {
  AnswerBody,
  AnswerHeaders,
  Headers,
  Params,
  Route,
  Service,
  ServiceReason,
  ServiceRequest,
} from './service.ts';

/** The instance that works on requests, as the service sees it. */
export interface Admission {
  /** False while it is down. */
  readonly alive: boolean;
  submit(work: Work): void;
}

const NO_HEADERS: Headers = Object.freeze({});

/**
 * One request at an instance, from its arrival to its answer: the same for both clocks, which differ in how they answer. May be
 * used again once `answer`, `breakOff` or `discard` has been called.
 */
export abstract class ServiceCall implements Work, ServiceRequest {
  user = 0;
  kind: Work['kind'] = 'read';
  command: unknown = null;
  key = 0;
  more = NO_KEYS;
  together = false;
  costs = 0;
  /** Set by whoever carries it, where requests have classes. */
  rank = 0;
  left = false;
  path = '';
  params: Params = NO_HEADERS as Params;
  headers = NO_HEADERS;
  origin = '';
  state: unknown = null;
  readonly service: Service;
  readonly #admission: Admission;
  #route: Route | null = null;
  #body: string | Uint8Array | null = null;

  constructor(service: Service, admission: Admission) {
    this.service = service;
    this.#admission = admission;
  }

  abstract answer(status: number, reason: ServiceReason | null, headers: AnswerHeaders, body: AnswerBody | null): void;

  /** The instance has died or is down: the connection breaks. */
  protected abstract breakOff(failure: 'reset' | 'refused'): void;

  /** The caller has gone and the work is over. */
  protected abstract discard(): void;

  get body(): string {
    const body = this.#body;
    if (typeof body === 'string') return body;
    return body === null ? '' : Buffer.from(body).toString('utf8');
  }

  /**
   * A request has come.
   * @param path path and query
   * @param origin as of `ServiceRequest`
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
    const route = this.service.find(method, path);
    this.begin(route, this.service.params, path, headers, body, origin, user);
  }

  /** As `arrived`, for who has found the route. */
  begin(
    route: Route,
    params: Params,
    path: string,
    headers: Headers,
    body: string | Uint8Array | null,
    origin: string,
    user: number,
  ): void {
    this.left = false;
    if (!this.#admission.alive) return this.breakOff('refused');
    this.#route = route;
    this.params = params;
    this.path = path;
    this.headers = headers;
    this.#body = body;
    this.origin = origin;
    this.user = user < 0 ? this.service.userOf(headers, path) : user;
    this.key = this.user;
    this.more = NO_KEYS;
    this.together = false;
    this.costs = 0;
    this.service.began(this);
    route.arrived(this);
  }

  work(kind: Work['kind'], command: unknown): void {
    this.kind = kind;
    this.command = command;
    this.#admission.submit(this);
  }

  aside(kind: Work['kind'], command: unknown): void {
    const { key, more, together, costs, rank } = this;
    this.#admission.submit(new Aside({ key, more, together, costs, kind, command, rank }));
  }

  finished(result: unknown, failure: WorkFailure | null): void {
    if (this.left) return this.discard();
    if (failure === null) return (this.#route as Route).finished(this, result);
    if (failure === 'reset' || failure === 'refused') return this.breakOff(failure);
    this.service.failed(this, failure);
  }
}
