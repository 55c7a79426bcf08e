import { numberedTimeline } from '../../report/html/phases.ts';
import { wrap } from '../../report/layout.ts';
import { type Paint, paintFor } from '../../report/paint.ts';
import { printableIn, terminalText } from '../../report/printable.ts';
import { seconds } from '../../verdict/figures.ts';
import { plannedDrills } from '../progress/announcement.ts';
import { applyChange, newProgress, type Progress, type ProgressChange, type Subject } from '../progress/progress.ts';
import { timeLeft } from '../progress/time-left.ts';
import { LEAST_COLUMNS } from './can-draw.ts';
import { compactRow, drillRows } from './drill-rows.ts';
import { noteLine } from './progress-line.ts';
import { TerminalBlock } from './terminal-block.ts';

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
  readonly #startedAt = performance.now();
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

  /** Whether rows are drawn. */
  get isDrawing(): boolean {
    return this.#block !== null;
  }

  /** There will be more drills than was thought. */
  expect(more: number): void {
    this.#total += more;
  }

  #tell(progress: Progress, change: ProgressChange): void {
    const several = this.#total > 1;
    switch (change.kind) {
      case 'ready':
        if (!this.#announced) this.#announce(progress);
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
        // Those at once are drawn on, without it.
        if (this.#atOnce === 1 || this.#over === this.#total) this.close();
        this.#running.delete(progress);
        return;
      // The block looks at the progress by itself.
      case 'started':
      case 'numbers':
      case 'due':
    }
  }

  /** Drills of one script on one site are announced once. */
  #announce({ announcement, clock, regularS }: Progress): void {
    this.#announced = true;
    const planned = plannedDrills(this.#total, this.#atOnce, clock === 'live' ? regularS : null);
    const columns = Math.max(LEAST_COLUMNS, this.#stream.columns);
    this.#say(wrap(`${announcement} ${planned}`.trimEnd(), '', '', columns).join('\n'));
  }

  #say(text: string): void {
    this.aside(() => this.#stream.write(`${terminalText(text)}\n`));
  }

  #rows(columns: number): string[] {
    const list = [...this.#running];
    if (this.#atOnce === 1) {
      const rows = list.flatMap(progress => drillRows(progress, columns, this.#paint));
      return this.#total === 1 ? rows : [...rows, this.#paint('faint', this.#place(list[0]))];
    }
    const nameWidth = Math.max(0, ...list.map(({ name }) => name.length));
    const rows = list.map(progress => compactRow(progress, columns, Math.min(nameWidth, columns >> 1), this.#paint));
    const left = timeLeft(this.#over, this.#total, performance.now() - this.#startedAt);
    return [...rows, this.#paint('faint', `${this.#over} of ${this.#total} drills done${left}`)];
  }

  /** Which of the drills it is, one after the other, and how long all that are left take. */
  #place(drill: Progress | undefined): string {
    const number = Math.min(this.#over + 1, this.#total);
    if (drill?.regularS == null || drill.clock === 'virtual') return `drill ${number} of ${this.#total}`;
    const leftS = (this.#total - this.#over) * drill.regularS - drill.seconds;
    return `drill ${number} of ${this.#total}, about ${seconds(Math.max(0, leftS))} left in all`;
  }
}
