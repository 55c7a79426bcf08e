import type { Content } from './content.ts';
import type { UserRecord } from './user-record.ts';

/** What a request is answered, as data; the text is made for who reads it. Of a write it is plain JSON. */
export interface Answer {
  readonly status: number;
  /** The body, or null: none, or an error. `@odata.context` and `@odata.nextLink` are paths, made absolute in the text. */
  readonly document: object | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Seconds, for the header of that name; null = none. */
  readonly retryAfterS: number | null;
}

/** Makes the document of a view. `detail` is what the operation knows of the request. */
export type Render<Detail> = (record: UserRecord, content: Content, detail: Detail) => object;

/** A 200 whose document is made when it is looked at: most drills never look. */
export class View<Detail> implements Answer {
  readonly status = 200;
  readonly error = null;
  readonly retryAfterS = null;
  readonly #render: Render<Detail>;
  readonly #record: UserRecord;
  readonly #content: Content;
  readonly #detail: Detail;

  constructor(render: Render<Detail>, record: UserRecord, content: Content, detail: Detail) {
    this.#render = render;
    this.#record = record;
    this.#content = content;
    this.#detail = detail;
  }

  get document(): object {
    return this.#render(this.#record, this.#content, this.#detail);
  }
}

/** 201, with what was made. */
export function created(document: object): Answer {
  return { status: 201, document, error: null, retryAfterS: null };
}

/** 200, with a document that exists already. */
export function ok(document: object): Answer {
  return { status: 200, document, error: null, retryAfterS: null };
}

/** 204 */
export const NO_CONTENT: Answer = Object.freeze({ status: 204, document: null, error: null, retryAfterS: null });
