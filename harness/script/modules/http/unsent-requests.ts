import type { VuContext } from '../../runtime/script-runtime.ts';
import type { ScriptLog } from '../script-log.ts';

/** Different ones that are told: a script that makes up URLs would flood the log. */
const MOST_TOLD = 5;

/** Tells, as k6 does, of requests that never left since their URL is none: else a script could send nothing and nobody would know. */
export class UnsentRequests {
  readonly #log: ScriptLog;
  #told = new Set<string>();

  constructor(log: ScriptLog) {
    this.#log = log;
  }

  /** Each URL once, and of many the first. */
  tell(method: string, url: string, vu: VuContext): void {
    const text = `${method} ${url}`;
    if (this.#told.size >= MOST_TOLD || this.#told.has(text)) return;
    this.#told.add(text);
    const more = this.#told.size === MOST_TOLD ? ' (further ones are not told)' : '';
    this.#log.write('warning', `Request Failed: ${text}: invalid URL, so nothing was sent${more}`, vu);
  }
}
