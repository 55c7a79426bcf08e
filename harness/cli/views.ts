import { readFileSync } from 'node:fs';
import type { DrillReady } from '../drill/drill-messages.ts';
import type { AnySpec } from '../drill/drill-spec.ts';
import { allWatchers, type DrillWatcher } from '../drill/drill-watcher.ts';
import type { DrillEnd } from '../drill/supervisor.ts';
import type { RunRecord } from '../record/run-record.ts';
import { cut } from '../report/layout.ts';
import type { CompareVerdict } from '../verdict/compare-verdict.ts';
import type { LivePage, RenderReport } from '../watch/page-server/live-page.ts';
import { announcement, plannedDrills } from '../watch/progress/announcement.ts';
import { DrillFeed, subjectOf, type Tell } from '../watch/progress/drill-feed.ts';
import { timeLeft } from '../watch/progress/time-left.ts';
import { canDraw } from '../watch/terminal/can-draw.ts';
import { PlainProgress, QuietProgress } from '../watch/terminal/plain-progress.ts';
import { TerminalView } from '../watch/terminal/terminal-view.ts';
import { MOST_COLUMNS, SILENT, type Ticker } from '../watch/terminal/ticker.ts';
import type { Interruption } from './interruption.ts';
import { nameOf } from './script-name.ts';
import { tickerOf, toStderr } from './to-terminal.ts';

/** How a drill is shown while it runs. */
export interface DrillView {
  readonly watcher: DrillWatcher;
  /**
   * @param report path of what was written about it; null: nothing
   * @param judged what it comes to, where that is not the drill's own verdict
   */
  over(end: DrillEnd, report: string | null, judged?: Pick<RunRecord, 'verdict' | 'reasons'>): void;
}

export interface ViewOptions {
  readonly quiet: boolean;
  /** Drills that there will be, and how many of them at once. */
  readonly total: number;
  readonly atOnce: number;
  /** What they are together. */
  readonly title: string;
  /** First port to try for the live page; null: none. */
  readonly port: number | null;
  /** Whether its page gives the commands. */
  readonly byHand?: true;
  readonly interruption: Interruption;
}

/** Shows drills while they run: on stderr as rows that change (a terminal) or as plain lines, and on the live page. */
export class Views {
  readonly #options: ViewOptions;
  /** What must be said is said where it is to be quiet, too. */
  readonly #aloud = tickerOf({ quiet: false });
  readonly #ticker: Ticker;
  readonly #startedAt = performance.now();
  readonly #terminal: TerminalView | null;
  readonly #page: LivePage | null;
  #total: number;
  #announced = false;
  #over = 0;

  private constructor(options: ViewOptions, page: LivePage | null) {
    this.#options = options;
    this.#page = page;
    const { quiet, total, atOnce, interruption } = options;
    this.#ticker = quiet ? SILENT : this.#aloud;
    this.#total = total;
    this.#terminal =
      !quiet && canDraw(process.stderr, process.env) ? new TerminalView(process.stderr, total, atOnce) : null;
    if (this.#terminal !== null) interruption.say = text => this.say(text);
    if (page !== null) this.say(`Live page: ${page.url}/`);
  }

  /** Says where the live page is, first of all. */
  static async open(options: ViewOptions): Promise<Views> {
    const { port, title, byHand } = options;
    const kind = byHand ? 'played' : 'drills';
    if (port === null) return new Views(options, null);
    const { LivePage } = await import('../watch/page-server/live-page.ts');
    return new Views(options, await LivePage.start(kind, title, port));
  }

  /** The live page; null: there is none. */
  get page(): LivePage | null {
    return this.#page;
  }

  /** @param name tells the drill from others */
  watch(spec: AnySpec, name: string): DrillView {
    const several = this.#options.total > 1;
    const title = `${nameOf(spec.script)} with ${spec.settings.underTest.name}`;
    const subject = subjectOf(name, title, spec.clock, spec.topology, spec.settings);
    const shown = this.#page?.add(subject);
    const told: Tell[] = [];
    if (this.#terminal !== null) told.push(this.#terminal.watch(subject));
    if (shown !== undefined) told.push(shown.tell);
    const tell: Tell = change => {
      for (const each of told) each(change);
    };
    const watchers: DrillWatcher[] = told.length === 0 ? [] : [new DrillFeed(spec, tell)];
    if (this.#options.quiet) watchers.push(new QuietProgress(line => toStderr(`${line}\n`)));
    else if (this.#terminal === null)
      watchers.push(
        new PlainProgress(
          spec,
          several ? name : '',
          this.#ticker,
          ready => this.#announce(spec, ready),
          several && spec.clock === 'virtual' ? () => this.#place() : undefined,
        ),
      );
    return {
      watcher: allWatchers(watchers),
      over: ({ record, exit }, report, judged = record ?? undefined) => {
        const reasons = judged?.reasons ?? (exit === null ? [] : [exit.reason]);
        const totals = record === null ? null : totalsOf(record);
        tell({ kind: 'over', verdict: judged?.verdict ?? null, reasons, report, totals });
        if (report !== null) shown?.report(() => readFileSync(report, 'utf8'));
        this.#over++;
        if (several && record !== null) this.#arrived(name, record);
      },
    };
  }

  /** Once: other drills differ in what the line of their end says. */
  #announce(spec: AnySpec, ready: DrillReady): void {
    if (this.#announced) return;
    this.#announced = true;
    const regularS = spec.clock === 'live' ? ready.regularS : null;
    this.say(`${announcement(spec, ready)} ${plannedDrills(this.#total, this.#options.atOnce, regularS)}`.trimEnd());
  }

  /** Of several. */
  #place(): string {
    const left = timeLeft(this.#over, this.#total, performance.now() - this.#startedAt);
    return `${this.#over} of ${this.#total} drills done${left}`;
  }

  /** One of several is over: of those that take a while each is told. */
  #arrived(name: string, { clock, verdict, reasons }: RunRecord): void {
    const line = `${this.#place()}; ${name}: ${verdict.toUpperCase()}, ${reasons[0] ?? ''}`;
    if (clock === 'live' && !this.#options.quiet) this.say(cut(line, MOST_COLUMNS));
    else this.tick(line);
  }

  /** There will be more drills than was thought. */
  expect(more: number): void {
    this.#total += more;
    this.#terminal?.expect(more);
  }

  /** What all drills together have come to, for the live page. */
  end(verdict: CompareVerdict, reasons: readonly string[], report: string | null, render: RenderReport): void {
    this.#page?.end({ verdict, reasons, report }, render);
  }

  /** Lets something else write to the terminal. */
  aside(write: () => void): void {
    if (this.#terminal === null) write();
    else this.#terminal.aside(write);
  }

  /** Where work stands whose rows are not drawn. */
  tick(text: string): void {
    if (this.#terminal?.isDrawing !== true) this.#ticker.tick(text);
  }

  /** What is to stay. */
  say(text: string): void {
    this.aside(() => this.#aloud.say(text));
  }

  /** Leaves the terminal as it was, and lets pages fetch what they need to go on alone. */
  async close(): Promise<void> {
    this.#terminal?.close();
    await this.#page?.close();
  }
}

function totalsOf({ requests, timeouts, generator }: RunRecord): Record<string, number> {
  const { good, errors } = requests;
  return { good, errors, timeouts: timeouts.count, dropped: generator.droppedIterations };
}

/** Whether there is a live page where no flag says: for people who watch, and drills that take their time. */
export function usuallyWatched(clock: 'live' | 'virtual', quiet: boolean): boolean {
  return clock === 'live' && !quiet && process.stderr.isTTY === true;
}
