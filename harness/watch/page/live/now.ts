import { phasesOf } from '../../../report/html/phases.ts';
import { count, ms, rate, seconds, share } from '../../../verdict/figures.ts';
import type { LiveState, Routing } from '../../page-server/live-state.ts';
import { alarmText, brokenSoFar } from '../../progress/broken-so-far.ts';
import {
  elapsedText,
  latestOf,
  latestSecond,
  onsetOf,
  type Progress,
  plannedColumn,
  shownSeconds,
} from '../../progress/progress.ts';
import { element, place, say } from './element.ts';

/** Where a drill stands: phase, time, the figures of the latest second, and each pool. */
export class Now {
  readonly #kind: LiveState['kind'];
  readonly #tiles: Map<string, { readonly value: HTMLElement; readonly note: HTMLElement }>;
  readonly #cells: Map<string, HTMLElement>;

  constructor(kind: LiveState['kind'], { pools }: Progress) {
    this.#kind = kind;
    this.#tiles = tiles(kind === 'site' ? SITE_TILES : DRILL_TILES);
    this.#cells = poolsTable(kind === 'drills' ? DRILL_COLUMNS : SITE_COLUMNS, pools);
  }

  update(progress: Progress, routing: Routing | null): void {
    this.#stand(progress);
    this.#figures(progress);
    for (const pool of progress.pools) {
      const number = (column: string): number | null => latestOf(progress, `${pool}.${column}`);
      this.#cell(pool, 'offered', orNone(number('offered'), rate));
      this.#cell(pool, 'CPU', percent(number('cpu')));
      this.#cell(pool, 'memory', percent(number('memory')));
      this.#cell(pool, 'queue', orNone(number('queue'), count));
      this.#cell(pool, 'hit ratio', percent(number('hitRatio')));
      const route = routing?.pools.find(({ name }) => name === pool);
      if (route === undefined) continue;
      this.#cell(pool, 'users', percent(route.weight));
      this.#cell(pool, 'instances up', route.up === null ? '–' : `${route.up} of ${route.instances}`);
      this.#cell(pool, 'settings', route.settings.join(', '));
    }
  }

  #stand(progress: Progress): void {
    const { stage, timeline, pools, seconds: done, regularS, spanS } = progress;
    const phase = phasesOf(timeline, pools[0] ?? '', done + 1).at(-1)?.label ?? '';
    const words = { waiting: 'Not begun', ready: 'Starting', running: `Users are ${phase}`, over: 'Over' }[stage];
    say(place('now'), stage === 'over' ? 'The last second' : 'Now');
    say(place('phase'), this.#kind === 'site' && stage === 'over' ? 'Stopped' : words);
    const left = spanS === regularS && spanS > done ? `, ${seconds(spanS - done)} left` : '';
    say(
      place('elapsed'),
      stage === 'running' ? elapsedText(progress) + left : stage === 'over' ? `after ${seconds(done)}` : '',
    );
    this.#alarm(progress);
    const passed = document.getElementById('passed');
    if (passed instanceof HTMLProgressElement) passed.value = stage === 'over' ? 1 : done / shownSeconds(progress);
  }

  /** Red, by sign and words too, once an objective is broken, until the verdict says what that means. */
  #alarm(progress: Progress): void {
    const broken = progress.stage === 'over' ? [] : brokenSoFar(progress, this.#kind === 'site');
    place('alarm').hidden = broken.length === 0;
    say(place('alarm-text'), alarmText(broken, onsetOf(progress)));
  }

  #figures(progress: Progress): void {
    const latest = (column: string): number | null => latestOf(progress, column);
    const [ended, good, timeouts] = [latest('ended'), latest('good'), latest('timeouts') ?? 0];
    const errors = progress.totals.errors ?? 0;
    const total = progress.totals.timeouts ?? 0;
    const second = latestSecond(progress);
    const planned = second === null ? null : (plannedColumn(progress)[second - progress.fromS] ?? null);
    this.#tile('Offered', orNone(latest('offered'), rate), `planned ${orNone(planned, rate)}`);
    this.#tile('Answered', orNone(ended, rate), 'by the proxy');
    this.#tile(
      'Good',
      ended && good !== null ? share(good / ended) : '–',
      `of ${orNone(ended, count)} in the latest second`,
    );
    // Where nobody watches the users nothing is known of them: that is not none.
    const known = (text: string): string => (progress.columns.timeouts === undefined ? '–' : text);
    this.#tile('Timeouts (504)', known(count(total)), known(`${count(timeouts)} in the latest second`));
    this.#tile(
      'Other errors',
      known(count(errors - total)),
      known(`${count((latest('errors') ?? 0) - timeouts)} in the latest second`),
    );
    const { p99Ms } = progress.objectives;
    const objective = p99Ms === null ? 'no objective' : `objective ${ms(p99Ms)}`;
    this.#tile('p99', orNone(latest('p99Ms'), ms), this.#kind === 'site' ? 'to the answer, at the proxy' : objective);
    const dropped = progress.totals.dropped ?? 0;
    const lag = `lag p99 ${orNone(latest('lagP99Ms'), ms)}, ${dropped === 0 ? 'none' : count(dropped)} dropped`;
    this.#tile('VUs in use', orNone(latest('vus'), count), lag);
  }

  #tile(name: string, value: string, note: string): void {
    const tile = this.#tiles.get(name);
    if (tile === undefined) return;
    say(tile.value, value);
    say(tile.note, note);
  }

  #cell(pool: string, column: string, text: string): void {
    const cell = this.#cells.get(`${pool} ${column}`);
    if (cell !== undefined) say(cell, text);
  }
}

const DRILL_TILES = ['Offered', 'Good', 'Timeouts (504)', 'Other errors', 'p99', 'VUs in use'];
const SITE_TILES = ['Answered', 'Good', 'Timeouts (504)', 'Other errors', 'p99'];
const DRILL_COLUMNS = ['offered', 'CPU', 'memory', 'queue', 'hit ratio'];
const SITE_COLUMNS = ['users', 'instances up', 'settings', ...DRILL_COLUMNS];

function tiles(names: readonly string[]): Map<string, { value: HTMLElement; note: HTMLElement }> {
  const made = new Map(names.map(name => [name, { value: element('dd', '', '–'), note: element('dd', 'note') }]));
  const boxes = [...made].map(([name, { value, note }]) => element('div', '', element('dt', '', name), value, note));
  place('tiles').replaceChildren(...boxes);
  return made;
}

function poolsTable(columns: readonly string[], pools: readonly string[]): Map<string, HTMLElement> {
  const cells = new Map<string, HTMLElement>();
  const classOf = (column: string): string => (column === 'settings' ? '' : 'number');
  const head = element(
    'tr',
    '',
    heading('pool', 'col'),
    ...columns.map(column => heading(column, 'col', classOf(column))),
  );
  const rows = pools.map(pool => {
    const row = element('tr', '', heading(pool, 'row'));
    for (const column of columns) {
      const cell = element('td', classOf(column), '–');
      cells.set(`${pool} ${column}`, cell);
      row.append(cell);
    }
    return row;
  });
  const table = element('table', '', element('thead', '', head), element('tbody', '', ...rows));
  place('pools').replaceChildren(table);
  return cells;
}

function heading(text: string, scope: string, className = ''): HTMLElement {
  const made = element('th', className, text);
  made.scope = scope;
  return made;
}

function percent(value: number | null): string {
  return value === null ? '–' : `${Math.round(value * 100)}%`;
}

function orNone(value: number | null, text: (value: number) => string): string {
  return value === null ? '–' : text(value);
}
