import { mix } from '../../time/random.ts';
import { guidOf } from '../guid.ts';
import type { AnswerBody, AnswerHeaders, ServiceRequest } from '../service.ts';
import type { AnswerDescription } from './description.ts';
import { partOf, type RequestParts } from './request-part.ts';

/** What answers are filled with beside their requests. */
export interface Fillings {
  /** The text that names a request's user. */
  userNameOf(request: RequestParts): string;
  /** Unix time, ms. */
  now(): number;
  /** A number that no other answer has. */
  next(): number;
  /** Keys the ids of all answers. */
  readonly idKey: number;
}

/** Everything in braces that an answer's body may have. */
export const PLACEHOLDER = /\{(user|uuid|now|(path|query|header)\.([^{}]+))\}/g;

/** Bodies without one are the answer's status alone. */
const BODILESS = new Set([204, 205, 304]);

type Part = string | ((filled: FilledBody) => string);

/** The answer of a route, made for each request as far as it differs. */
export class AnswerTemplate {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly #parts: readonly Part[];
  readonly #sizeBytes: number;
  /** The body where it is the same for all. */
  readonly #same: AnswerBody | null;

  constructor({ status, headers, body, sizeBytes }: AnswerDescription) {
    this.status = status;
    const type = /^\s*[{[]/.test(body) ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8';
    this.headers = Object.freeze(BODILESS.has(status) ? headers : { 'content-type': type, ...headers });
    this.#parts = partsOf(body);
    this.#sizeBytes = sizeBytes;
    this.#same = this.#parts.every(part => typeof part === 'string') ? bodyOf(padded(body, sizeBytes)) : null;
  }

  /** Answers a request. */
  give(request: ServiceRequest, fillings: Fillings): void {
    if (BODILESS.has(this.status)) return request.answer(this.status, null, this.headers, null);
    request.answer(this.status, null, this.headers, this.#same ?? new FilledBody(this, request, fillings));
  }

  text(filled: FilledBody): string {
    let text = '';
    for (const part of this.#parts) text += typeof part === 'string' ? part : part(filled);
    return padded(text, this.#sizeBytes);
  }
}

/** A body that waits for its reader. Keeps what it needs of a request, whose object is then another's. */
class FilledBody implements AnswerBody, RequestParts {
  readonly path: string;
  readonly params: RequestParts['params'];
  readonly headers: RequestParts['headers'];
  readonly fillings: Fillings;
  readonly nowMs: number;
  readonly number: number;
  readonly #template: AnswerTemplate;

  constructor(template: AnswerTemplate, { path, params, headers }: ServiceRequest, fillings: Fillings) {
    this.#template = template;
    this.path = path;
    this.params = params;
    this.headers = headers;
    this.fillings = fillings;
    this.nowMs = fillings.now();
    this.number = fillings.next();
  }

  text(): string {
    return this.#template.text(this);
  }
}

function partsOf(body: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of body.matchAll(PLACEHOLDER)) {
    const [written, what, place, name] = match as unknown as [string, string, 'path' | 'query' | 'header', string];
    parts.push(body.slice(from, match.index), fillingOf(what, place, name));
    from = match.index + written.length;
  }
  return [...parts, body.slice(from)].filter(part => part !== '');
}

function fillingOf(what: string, place: 'path' | 'query' | 'header' | undefined, name: string): Part {
  if (place !== undefined) return filled => partOf(filled, place, name);
  if (what === 'user') return filled => filled.fillings.userNameOf(filled);
  if (what === 'now') return ({ nowMs }) => new Date(nowMs).toISOString();
  return ({ fillings, number }) => guidOf(mix(fillings.idKey, number));
}

function padded(text: string, sizeBytes: number): string {
  const missing = sizeBytes - Buffer.byteLength(text);
  return missing > 0 ? text + ' '.repeat(missing) : text;
}

function bodyOf(text: string): AnswerBody {
  return Object.freeze({ text: () => text, byteLength: Buffer.byteLength(text) });
}
