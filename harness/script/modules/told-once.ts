import type { VuContext } from '../runtime/script-runtime.ts';
import type { ScriptLog } from './script-log.ts';

/** Different ones that are told: a script that makes up URLs would flood the log. */
const MOST_TOLD = 5;

/** Warnings of requests that went wrong: else a script could send nothing and nobody would know. Each is told once, and of many the first. */
export class ToldOnce {
  readonly #log: ScriptLog;
  #told = new Set<string>();

  constructor(log: ScriptLog) {
    this.#log = log;
  }

  tell(text: string, vu: VuContext): void {
    if (this.#told.size >= MOST_TOLD || this.#told.has(text)) return;
    this.#told.add(text);
    const more = this.#told.size === MOST_TOLD ? ' (further ones are not told)' : '';
    this.#log.write('warning', `${text}${more}`, vu);
  }
}
