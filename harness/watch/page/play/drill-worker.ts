import type { Changes, PlayNews } from '../../../playground/play-news.ts';

/** The worker in which drills run, one after another; the second finds its code warm. */
export class DrillWorker {
  readonly #url: string;
  #worker: Worker | null = null;

  /**
   * @param engine sets `headroom`: `engine-bundle.ts`
   * @param code of the script: an expression
   */
  constructor(engine: string, code: string) {
    // The engine is strict, as modules are; the script's code is not, here as elsewhere.
    const parts = [
      `const headroomScript = () => (${code}\n);\n(() => {\n"use strict";\n`,
      engine,
      '\nheadroom.serve(self, headroomScript);\n})();\n',
    ];
    this.#url = URL.createObjectURL(new Blob(parts, { type: 'text/javascript' }));
  }

  /** @param told what becomes of it; a record or a refusal is the last */
  run(request: { readonly played: object; readonly changes: Changes }, told: (news: PlayNews) => void): void {
    this.#worker ??= new Worker(this.#url);
    this.#worker.onmessage = ({ data }) => told(data as PlayNews);
    this.#worker.onerror = event => {
      event.preventDefault();
      this.stop();
      told({
        kind: 'refused',
        why: [`It could not be run in this browser: ${event.message || 'no worker was started'}`],
      });
    };
    this.#worker.postMessage(request);
  }

  /** Ends what runs; nothing more is told. */
  stop(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }
}
