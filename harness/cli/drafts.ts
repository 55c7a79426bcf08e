import { join } from 'node:path';
import { DRAFT, draftOf } from '../record/draft-record.ts';
import type { AnyKind, AnyRecord } from '../record/record-kinds.ts';
import type { RunRecord } from '../record/run-record.ts';
import { writeRecord } from '../record/write-record.ts';
import type { OutFolder } from './out-folder.ts';

/** Of this process's time at most this share goes into drafts: those of long drills take a while to write. */
const MOST_SHARE = 0.05;

/**
 * Keeps in its folder what a command has measured so far, so that something is left if this process is killed: the draft of each drill,
 * or of a search the record that it would leave if it were interrupted now. The record takes its place (`keepRecord`).
 */
export class Drafts {
  readonly #folder: OutFolder;
  readonly #say: (line: string) => void;
  #hasSaid = false;
  #nextAt = 0;

  /** @param say tells the user, once, where they are */
  constructor(folder: OutFolder, say: (line: string) => void) {
    this.#folder = folder;
    this.#say = say;
  }

  /** @param part the drill's own of the folder */
  of(part: string): (record: RunRecord) => void {
    return record => this.#keep(join(part, DRAFT.file), file => writeRecord(DRAFT, file, draftOf(record)));
  }

  /** @param kind of it; @param record makes one that says of itself that it was interrupted; null where there is nothing to keep yet */
  ofSearch(kind: AnyKind, record: () => AnyRecord | null): void {
    if (performance.now() < this.#nextAt) return;
    const any = record();
    if (any === null) return;
    this.#keep(kind.file, file => writeRecord(kind, file, any.record as never));
  }

  #keep(name: string, write: (file: string) => void): void {
    const before = performance.now();
    if (before < this.#nextAt) return;
    const problem = this.#folder.keepMeanwhile(name, write);
    this.#nextAt = performance.now() + (performance.now() - before) / MOST_SHARE;
    if (this.#hasSaid) return;
    this.#hasSaid = true;
    const place = join(this.#folder.path, name);
    if (problem !== null) this.#say(`warning: no draft of the record can be kept: ${place}: ${problem}`);
    else this.#say(`Until its record is written: ${place}`);
  }
}
