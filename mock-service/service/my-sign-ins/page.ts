import type { AnswerBody, AnswerHeaders, Route, ServiceRequest } from '../service.ts';

/** The page asks only its own origin, and nobody may frame it. */
const HEADERS: AnswerHeaders = Object.freeze({
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; frame-ancestors 'none'",
});

/**
 * `GET /`: My Sign-Ins. The page is the same for everybody and asks for the user's data itself, so it needs no record; but it queues
 * for a core and costs a hit: when the service is overloaded the page does not open either.
 */
export class PageRoute implements Route {
  readonly #text: AnswerBody;

  constructor(text: AnswerBody) {
    this.#text = text;
  }

  arrived(request: ServiceRequest): void {
    request.work('plain', null);
  }

  finished(request: ServiceRequest): void {
    request.answer(200, null, HEADERS, this.#text);
  }
}
