import type { VuContext } from '../../runtime/script-runtime.ts';
import { CookieJar } from './cookie-jar.ts';
import { DEFAULT_EXPECTED, type ExpectedStatuses } from './expected-statuses.ts';

/** What `k6/http` keeps for a VU: its cookie jar and its response callback. */
export class HttpSession {
  readonly vu: VuContext;
  /** What `http.setResponseCallback` has set; null: judge nothing. */
  callback: ExpectedStatuses | null = DEFAULT_EXPECTED;
  #jar: CookieJar;
  #jarIteration = -1;

  constructor(vu: VuContext, epochNow: () => number) {
    this.vu = vu;
    this.#jar = new CookieJar(epochNow);
  }

  /** The VU's jar, which empties with each iteration unless the script keeps it (`noCookiesReset`). */
  jar(keeps: boolean): CookieJar {
    if (this.vu.iteration !== this.#jarIteration) {
      this.#jarIteration = this.vu.iteration;
      if (!keeps) this.#jar.reset();
    }
    return this.#jar;
  }
}
