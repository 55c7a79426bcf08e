import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/**
 * How instances talk to the processes behind them: one connection per process, opened by an HTTP upgrade, with a line of JSON for
 * each call and each answer, in any order. A request of its own for each call would not do: as many connections as there are calls
 * waiting, thousands in an overload, or a queue in the client that the model over there knows nothing of.
 */
export const PROTOCOL = 'headroom-lines';
export const UPGRADE_PATH = '/calls';

/** A call or an answer: its number first, the same in both; what has none is not answered. */
export type Line = readonly [id: number | null, ...rest: readonly unknown[]];

/** Lines of JSON over a connection; what is written within a turn of the event loop leaves as one packet. */
export class LineConnection {
  readonly #stream: Duplex;
  #corked = false;

  /** @param received called for each line. @param closed called once, when the connection is over. */
  constructor(stream: Duplex, received: (line: Line) => void, closed: () => void) {
    this.#stream = stream;
    const decoder = new StringDecoder('utf8');
    let rest = '';
    stream.on('data', (chunk: Buffer) => {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() as string;
      for (const line of lines) received(JSON.parse(line) as Line);
    });
    // What the error was does not matter: 'close' follows, and calls without an answer have failed.
    stream.on('error', () => {});
    stream.on('end', () => stream.destroy());
    stream.once('close', closed);
  }

  send(line: Line): void {
    if (!this.#corked) {
      this.#corked = true;
      this.#stream.cork();
      setImmediate(() => {
        this.#corked = false;
        this.#stream.uncork();
      });
    }
    this.#stream.write(`${JSON.stringify(line)}\n`);
  }

  close(): void {
    this.#stream.destroy();
  }
}
