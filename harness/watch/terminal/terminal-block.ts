import { stripVTControlCharacters } from 'node:util';

/** Three frames a second: fast enough to look alive, slow enough to read and for any connection. */
const FRAME_MS = 330;

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const CLEAR_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

/** Rows at the bottom of a terminal that are drawn over and over, while other text scrolls by above them. */
export class TerminalBlock {
  readonly #stream: NodeJS.WriteStream;
  readonly #rows: (columns: number) => readonly string[];
  readonly #timer: NodeJS.Timeout;
  #drawn: readonly string[] = [];
  #open = true;

  /** @param rows as they are to stand now, none wider than `columns` */
  constructor(stream: NodeJS.WriteStream, rows: (columns: number) => readonly string[]) {
    this.#stream = stream;
    this.#rows = rows;
    stream.write(HIDE_CURSOR);
    // However the process ends, the cursor is visible again.
    process.on('exit', this.#showCursor);
    stream.on('resize', this.#draw);
    this.#timer = setInterval(this.#draw, FRAME_MS);
    this.#timer.unref();
    this.#draw();
  }

  /** Lets something else write to the terminal, above the rows. */
  aside(write: () => void): void {
    if (!this.#open) return write();
    this.#stream.write(`${this.#up(this.#size()[0])}${CLEAR_BELOW}`);
    this.#drawn = [];
    write();
    this.#draw();
  }

  /** Leaves the rows as they are now, and the terminal as it was. */
  close(): void {
    if (!this.#open) return;
    this.#draw();
    this.#open = false;
    clearInterval(this.#timer);
    this.#stream.off('resize', this.#draw);
    process.off('exit', this.#showCursor);
    this.#showCursor();
  }

  #showCursor = (): void => {
    this.#stream.write(SHOW_CURSOR);
  };

  #draw = (): void => {
    const [columns, height] = this.#size();
    // The last column stays free: some terminals wrap a line that fills it.
    const rows = this.#rows(Math.max(1, columns - 1)).slice(0, Math.max(1, height - 1));
    this.#stream.write(`${this.#up(columns)}${rows.map(row => `${row}${CLEAR_LINE}\n`).join('')}${CLEAR_BELOW}`);
    this.#drawn = rows;
  };

  /** Columns and lines as they are now: the stream itself knows of a change only some time after the terminal has made it. */
  #size(): [columns: number, lines: number] {
    const [columns, lines] = this.#stream.getWindowSize();
    // Some terminals do not know.
    return [columns || 80, lines || 24];
  }

  /** To the first row. Rows that were drawn in a wider terminal take several lines of a narrower one. */
  #up(columns: number): string {
    const lines = this.#drawn.reduce(
      (sum, row) => sum + Math.max(1, Math.ceil(stripVTControlCharacters(row).length / columns)),
      0,
    );
    return lines === 0 ? '\r' : `\r\x1b[${lines}A`;
  }
}
