import { numberedTimeline } from '../../report/html/phases.ts';
import { wrap } from '../../report/layout.ts';
import { type Paint, paintFor } from '../../report/paint.ts';
import { printableIn, terminalText } from '../../report/printable.ts';
import { applyChange, newProgress, type Progress, type ProgressChange, type Subject } from '../progress/progress.ts';
import { compactRow, drillRows } from './drill-rows.ts';
import { noteLine } from './progress-line.ts';
import { TerminalBlock } from './terminal-block.ts';

/** Narrower or lower terminals get plain lines. */
const LEAST_COLUMNS = 40;
const LEAST_ROWS = 12;

/** Whether a stream is a terminal on which rows can be drawn over. */
export function canDraw(stream: NodeJS.WriteStream, env: Readonly<Record<string, string | undefined>>): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb' && stream.columns >= LEAST_COLUMNS && stream.rows >= LEAST_ROWS;
}

/**
 * Drills on a terminal: one at a time as a few rows with curves, several as a row each; above them, as they happen, what is
 * worth keeping.
 */
export class TerminalView {
  readonly #stream: NodeJS.WriteStream;
  readonly #paint: Paint;
  #total: number;
  readonly #atOnce: number;
  readonly #running = new Set<Progress>();
  #announced = false;
  #over = 0;
  #block: TerminalBlock | null = null;

  /** @param total drills that there will be, and how many of them at once */
  constructor(stream: NodeJS.WriteStream, total: number, atOnce: number) {
    this.#stream = stream;
    this.#paint = paintFor(stream, process.env);
    this.#total = total;
    this.#atOnce = atOnce;
  }

  /** @returns who is to be told of the drill */
  watch(subject: Subject): (change: ProgressChange) => void {
    const progress = newProgress(printableIn(subject));
    return told => {
      const change = printableIn(told);
      applyChange(progress, change);
      this.#tell(progress, change);
    };
  }

  /** Lets something else write, above the rows. */
  aside(write: () => void): void {
    if (this.#block === null) write();
    else this.#block.aside(write);
  }

  close(): void {
    this.#block?.close();
    this.#block = null;
  }

  /** There will be more drills than was thought. */
  expect(more: number): void {
    this.#total += more;
  }

  #tell(progress: Progress, change: ProgressChange): void {
    const several = this.#atOnce > 1;
    switch (change.kind) {
      case 'ready':
        if (!several || !this.#announced)
          this.#say(wrap(change.announcement, '', '', Math.max(LEAST_COLUMNS, this.#stream.columns)).join('\n'));
        if (several && !this.#announced) this.#say(`${this.#total} drills, ${this.#atOnce} at once.`);
        this.#announced = true;
        this.#running.add(progress);
        this.#block ??= new TerminalBlock(this.#stream, columns => this.#rows(columns));
        return;
      case 'event': {
        if (several) return;
        const numbered = numberedTimeline(progress.timeline)[progress.timeline.indexOf(change.event)];
        return this.#say(noteLine(change.event, numbered?.number ?? null));
      }
      case 'log': {
        const { level, text } = change;
        const line = level === 'info' ? text : `${level}: ${text}`;
        const tone = level === 'error' ? 'bad' : level === 'warning' ? 'doubtful' : null;
        const named = several ? `${progress.name}: ${line}` : line;
        return this.#say(tone === null ? named : this.#paint(tone, named));
      }
      case 'over':
        this.#over++;
        if (several && this.#over < this.#total) {
          this.#running.delete(progress);
          return;
        }
        this.close();
        this.#running.delete(progress);
        return;
      // The block looks at the progress by itself.
      case 'started':
      case 'numbers':
      case 'due':
    }
  }

  #say(text: string): void {
    this.aside(() => this.#stream.write(`${terminalText(text)}\n`));
  }

  #rows(columns: number): string[] {
    const list = [...this.#running];
    if (this.#atOnce === 1) return list.flatMap(progress => drillRows(progress, columns, this.#paint));
    const nameWidth = Math.max(0, ...list.map(({ name }) => name.length));
    const rows = list.map(progress => compactRow(progress, columns, Math.min(nameWidth, columns >> 1), this.#paint));
    return [...rows, this.#paint('faint', `${this.#over} of ${this.#total} done`)];
  }
}
