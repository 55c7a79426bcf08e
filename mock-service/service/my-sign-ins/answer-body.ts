import type { AnswerBody } from '../service.ts';
import type { Answer } from './answer.ts';

/** An answer's document, with its links made absolute. */
export class DocumentBody implements AnswerBody {
  readonly #answer: Answer;
  readonly #origin: string;

  constructor(answer: Answer, origin: string) {
    this.#answer = answer;
    this.#origin = origin;
  }

  text(): string {
    const document: Record<string, unknown> = { ...this.#answer.document };
    for (const link of ['@odata.context', '@odata.nextLink']) {
      if (typeof document[link] === 'string') document[link] = this.#origin + document[link];
    }
    return JSON.stringify(document);
  }
}

/** An error in Graph's shape. */
export class ErrorBody implements AnswerBody {
  readonly #error: NonNullable<Answer['error']>;
  readonly #requestId: string;
  readonly #clientRequestId: string;
  readonly #nowMs: number;

  constructor(error: NonNullable<Answer['error']>, requestId: string, clientRequestId: string, nowMs: number) {
    this.#error = error;
    this.#requestId = requestId;
    this.#clientRequestId = clientRequestId;
    this.#nowMs = nowMs;
  }

  text(): string {
    const innerError = {
      date: new Date(this.#nowMs).toISOString().slice(0, 19),
      'request-id': this.#requestId,
      'client-request-id': this.#clientRequestId,
    };
    return JSON.stringify({ error: { ...this.#error, innerError } });
  }
}
