import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TerminalBlock } from './terminal-block.ts';

/** A terminal: what stands on it after all that was written. Enough of VT100 for a block of rows. */
class Screen {
  columns = 20;
  readonly rows = 10;
  cursorShown = true;
  #lines: string[] = [''];
  #line = 0;
  #column = 0;
  readonly #onResize = new Set<() => void>();

  write(text: string): boolean {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what terminals are told.
    for (const [part] of text.matchAll(/\x1b\[\??\d*[A-Za-z]|[^\x1b]/g)) {
      if (part === '\n') {
        this.#line++;
        this.#column = 0;
        this.#lines[this.#line] ??= '';
      } else if (part === '\r') this.#column = 0;
      else if (part === '\x1b[?25l') this.cursorShown = false;
      else if (part === '\x1b[?25h') this.cursorShown = true;
      else if (part === '\x1b[K') this.#lines[this.#line] = this.#lines[this.#line]!.slice(0, this.#column);
      else if (part === '\x1b[J') {
        this.#lines.length = this.#line + 1;
        this.#lines[this.#line] = this.#lines[this.#line]!.slice(0, this.#column);
      } else if (part.startsWith('\x1b[')) this.#line = Math.max(0, this.#line - Number(/\d+/.exec(part)?.[0]));
      else {
        const line = this.#lines[this.#line]!.padEnd(this.#column);
        this.#lines[this.#line] = line.slice(0, this.#column) + part + line.slice(this.#column + 1);
        this.#column++;
      }
    }
    return true;
  }

  get shown(): string[] {
    return this.#lines.filter(line => line !== '');
  }

  getWindowSize(): [number, number] {
    return [this.columns, this.rows];
  }

  /** Narrower: lines that no longer fit go on in the next, as most terminals have it. */
  narrow(columns: number): void {
    this.columns = columns;
    this.#lines = this.#lines.flatMap(line => line.match(new RegExp(`.{1,${columns}}`, 'g')) ?? ['']);
    this.#line = this.#lines.length - 1;
    for (const each of this.#onResize) each();
  }

  on(_: 'resize', listener: () => void): void {
    this.#onResize.add(listener);
  }

  off(_: 'resize', listener: () => void): void {
    this.#onResize.delete(listener);
  }
}

let screen: Screen;
let rows: string[];
let block: TerminalBlock;

beforeEach(() => {
  vi.useFakeTimers();
  screen = new Screen();
  screen.write('before\n');
  rows = ['one', 'two'];
  block = new TerminalBlock(screen as unknown as NodeJS.WriteStream, columns => rows.map(row => row.slice(0, columns)));
});

afterEach(() => {
  block.close();
  vi.useRealTimers();
});

it('draws its rows over and over, in the same place', () => {
  expect(screen.shown).toEqual(['before', 'one', 'two']);
  rows = ['1', 'second', 'third'];
  vi.advanceTimersByTime(1000);
  expect(screen.shown).toEqual(['before', '1', 'second', 'third']);
  rows = ['one'];
  vi.advanceTimersByTime(1000);
  expect(screen.shown).toEqual(['before', 'one']);
});

it('lets other text scroll by above', () => {
  block.aside(() => screen.write('an operation\n'));
  block.aside(() => screen.write('another\n'));
  expect(screen.shown).toEqual(['before', 'an operation', 'another', 'one', 'two']);
});

it('leaves nothing behind in a narrower terminal', () => {
  rows = ['a row of 18 columns', 'short'];
  vi.advanceTimersByTime(1000);
  rows = ['narrow', 'short'];
  screen.narrow(10);
  expect(screen.shown).toEqual(['before', 'narrow', 'short']);
});

it('is never higher than the terminal', () => {
  rows = Array.from({ length: 30 }, (_, i) => `row ${i}`);
  vi.advanceTimersByTime(1000);
  expect(screen.shown).toHaveLength(1 + 9);
});

it('leaves its last rows and the cursor, however it ends', () => {
  expect(screen.cursorShown).toBe(false);
  rows = ['the last'];
  block.close();
  expect(screen.shown).toEqual(['before', 'the last']);
  expect(screen.cursorShown).toBe(true);
  rows = ['too late'];
  vi.advanceTimersByTime(1000);
  block.aside(() => screen.write('after\n'));
  expect(screen.shown).toEqual(['before', 'the last', 'after']);
});

it('shows the cursor when the process ends under it', () => {
  const [atExit] = process.listeners('exit').slice(-1);
  expect(screen.cursorShown).toBe(false);
  atExit?.(1);
  expect(screen.cursorShown).toBe(true);
});
