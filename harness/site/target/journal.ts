import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { TargetOperationName, UndoName } from './target.ts';

/** A line of the journal of a drill's operations: it is written before what it tells of is done. */
export type JournalLine =
  | { readonly at: string; readonly kind: 'begun'; readonly id: number; readonly operation: TargetOperationName }
  /** The process of its command, for whoever has to end it. */
  | { readonly at: string; readonly kind: 'started'; readonly id: number; readonly pid: number }
  | { readonly at: string; readonly kind: 'ended'; readonly id: number; readonly ok: boolean; readonly how: string }
  | { readonly at: string; readonly kind: 'undoing'; readonly why: string }
  | { readonly at: string; readonly kind: 'undo-begun'; readonly operation: UndoName }
  | {
      readonly at: string;
      readonly kind: 'undone';
      readonly operation: UndoName;
      readonly ok: boolean;
      readonly how: string;
      readonly output: string;
    };

type Entry = JournalLine extends infer Line ? (Line extends unknown ? Omit<Line, 'at'> : never) : never;

/** What has been done to a target in a drill, so that each undo operation runs once, whoever is killed. */
export class Journal {
  readonly #file: string;
  readonly #lines: JournalLine[];

  /** Goes on with what is there. */
  constructor(file: string) {
    this.#file = file;
    this.#lines = existsSync(file) ? readLines(readFileSync(file, 'utf8')) : [];
  }

  /** @throws nothing: undoing is more than telling of it */
  add(entry: Entry): void {
    const line = { at: new Date().toISOString(), ...entry } as JournalLine;
    this.#lines.push(line);
    try {
      appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
    } catch {
      // A full disk: it goes on.
    }
  }

  /** Whether something was done that could need undoing. */
  get hasBegun(): boolean {
    return this.#lines.some(each => each.kind === 'begun' && each.operation !== 'reset');
  }

  /** Whether an undo operation has been begun, by whomever. */
  hasBegunUndo(operation: UndoName): boolean {
    return this.#lines.some(each => each.kind === 'undo-begun' && each.operation === operation);
  }

  /** Commands that were begun, and whose end nobody saw. */
  get leftRunning(): number[] {
    const ended = new Set(this.#lines.flatMap(each => (each.kind === 'ended' ? [each.id] : [])));
    return this.#lines.flatMap(each => (each.kind === 'started' && !ended.has(each.id) ? [each.pid] : []));
  }

  get nextId(): number {
    return Math.max(0, ...this.#lines.flatMap(each => (each.kind === 'begun' ? [each.id] : []))) + 1;
  }
}

/** The last line may be half written. */
function readLines(text: string): JournalLine[] {
  return text.split('\n').flatMap(line => {
    try {
      return line === '' ? [] : [JSON.parse(line) as JournalLine];
    } catch {
      return [];
    }
  });
}
