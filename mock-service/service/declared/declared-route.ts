import { NO_KEYS } from '../../model/work.ts';
import type { Route, ServiceRequest } from '../service.ts';
import { AnswerTemplate, type Fillings } from './answer.ts';
import type { RouteDescription } from './description.ts';
import { errorAnswer } from './error-answer.ts';
import type { KeyReader } from './key-reader.ts';

/** A command of which the store keeps nothing: what was written is nobody's to read here. */
const WRITE = Object.freeze({ write: true });

/** Whom a route's requests are about, and what they cost. */
export interface RouteKeys {
  readonly reads: readonly KeyReader[];
  readonly writes: readonly KeyReader[];
  /** Which of the pool's costs, by index. */
  readonly costs: number;
}

/** A route as it is declared: it reads, then writes, then answers. */
export class DeclaredRoute implements Route {
  readonly #route: RouteDescription;
  readonly #keys: RouteKeys;
  readonly #answer: AnswerTemplate;
  readonly #fillings: Fillings;
  readonly #isPlain: boolean;

  constructor(route: RouteDescription, keys: RouteKeys, fillings: Fillings) {
    this.#route = route;
    this.#keys = keys;
    this.#answer = new AnswerTemplate(route.answer);
    this.#fillings = fillings;
    this.#isPlain = keys.reads.length === 0 && !route.readsUncached && route.writes === null;
  }

  arrived(request: ServiceRequest): void {
    request.costs = this.#keys.costs;
    if (this.#isPlain || this.#route.background) request.work('plain', null);
    else if (!this.#aimRead(request)) this.#write(request);
    else request.work(this.#route.readsUncached ? 'uncached' : 'read', null);
  }

  finished(request: ServiceRequest, result: unknown): void {
    if (this.#route.background) this.#goOn(request);
    else if (request.command === null && !this.#isPlain) {
      if (result === null) return errorAnswer(request, 404, null, 'not found');
      if (this.#route.writes !== null) return this.#write(request);
    }
    this.#answer.give(request, this.#fillings);
  }

  /** Does in the background what the request asks for. */
  #goOn(request: ServiceRequest): void {
    if (this.#aimRead(request)) request.aside(this.#route.readsUncached ? 'uncached' : 'read', null);
    else request.aside(this.#aimWrite(request), WRITE);
  }

  #write(request: ServiceRequest): void {
    request.work(this.#aimWrite(request), WRITE);
  }

  /** @returns whether there is anything to read */
  #aimRead(request: ServiceRequest): boolean {
    const { reads } = this.#keys;
    if (reads.length > 0) {
      aim(request, reads);
      request.together = this.#route.together;
      return true;
    }
    return this.#route.readsUncached;
  }

  #aimWrite(request: ServiceRequest): 'write' | 'uncached' {
    const { writes } = this.#keys;
    if (writes.length === 0) return 'uncached';
    aim(request, writes);
    return 'write';
  }
}

function aim(request: ServiceRequest, readers: readonly KeyReader[]): void {
  request.key = (readers[0] as KeyReader)(request);
  request.more = readers.length === 1 ? NO_KEYS : readers.slice(1).map(reader => reader(request));
}
