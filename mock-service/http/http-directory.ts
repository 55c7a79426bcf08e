import type { Directory, DirectoryCall } from '../model/directory.ts';
import type { Clock } from '../time/clock.ts';
import type { DirectoryAnswer, DirectoryArguments } from './directory-server.ts';
import { LineCaller } from './line-caller.ts';

/**
 * The directory as the instances of another process see it. Latency, limits and time-outs are those of the model over there. When
 * the connection breaks, the calls under way fail with `error`; the next call connects anew.
 */
export class HttpDirectory implements Directory {
  readonly #clock: Clock;
  readonly #caller: LineCaller;

  /** @param origin of `serveDirectory` */
  constructor(origin: string, clock: Clock) {
    this.#clock = clock;
    this.#caller = new LineCaller(origin);
  }

  submit(call: DirectoryCall): void {
    this.#caller.call([call.key, call.command] satisfies DirectoryArguments, {
      answered: answer => call.answered(...(answer as unknown as DirectoryAnswer), this.#clock.now()),
      failed: () => call.answered(null, 'error', this.#clock.now()),
    });
  }

  /** Breaks the connection: calls under way fail. */
  close(): void {
    this.#caller.close();
  }
}
