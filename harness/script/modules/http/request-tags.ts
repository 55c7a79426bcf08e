import type { Metrics } from '../../../measure/metrics.ts';
import type { TagSet } from '../../../measure/tags.ts';
import { requestError } from './error-code.ts';
import type { HttpCall } from './http-call.ts';

/** Adds to a request's tags those of k6's system tags that anybody looks at. */
export class RequestTags {
  readonly #method: boolean;
  readonly #status: boolean;
  readonly #expected: boolean;
  readonly #proto: boolean;
  readonly #url: boolean;
  readonly #urlAsName: boolean;
  readonly #error: boolean;
  readonly #errorCode: boolean;

  /** To be made when the script's thresholds are known. */
  constructor(metrics: Metrics) {
    const selects = (key: string, otherwise: boolean) => metrics.selects?.(key) ?? otherwise;
    this.#method = selects('method', true);
    this.#status = selects('status', true);
    this.#expected = selects('expected_response', true);
    this.#proto = selects('proto', true);
    this.#error = selects('error', true);
    this.#errorCode = selects('error_code', true);
    this.#url = selects('url', false);
    this.#urlAsName = selects('name', false);
  }

  /** @param judged whether `call.expected` is to be shown: not where the script turned the judgement off. */
  of(call: HttpCall, judged: boolean): TagSet {
    let tags = call.tags;
    if (this.#method) tags = tags.with('method', call.method);
    if (this.#urlAsName && call.name === '') tags = tags.with('name', call.url);
    if (this.#url) tags = tags.with('url', call.name === '' ? call.url : call.name);
    if (this.#expected && judged) tags = tags.with('expected_response', call.expected ? 'true' : 'false');
    if (this.#status) tags = tags.with('status', String(call.status));
    if (this.#proto && call.status !== 0) tags = tags.with('proto', 'HTTP/1.1');
    if (call.status < 200 || call.status >= 400 || call.failure !== null) tags = this.#withError(tags, call);
    return tags;
  }

  #withError(tags: TagSet, call: HttpCall): TagSet {
    const { code, text } = requestError(call.status, call.failure);
    let result = tags;
    if (this.#error && text !== '') result = result.with('error', text);
    if (this.#errorCode && code !== 0) result = result.with('error_code', String(code));
    return result;
  }
}
