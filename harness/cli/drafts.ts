import { join } from 'node:path';
import { DRAFT, draftOf } from '../record/draft-record.ts';
import { writeRecord } from '../record/record-text.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { OutFolder } from './out-folder.ts';

/** Of this process's time at most this share goes into drafts: those of long drills take a while to write. */
const MOST_SHARE = 0.05;

/**
 * Keeps in its folder what each drill of a command has measured so far, so that something is left if this process is killed. The drill's
 * record takes its place (`keepRecord`).
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
    const name = join(part, DRAFT.file);
    return record => {
      const before = performance.now();
      if (before < this.#nextAt) return;
      const problem = this.#folder.keepMeanwhile(name, file => writeRecord(DRAFT, file, draftOf(record)));
      this.#nextAt = performance.now() + (performance.now() - before) / MOST_SHARE;
      if (this.#hasSaid) return;
      this.#hasSaid = true;
      const place = join(this.#folder.path, name);
      if (problem !== null) this.#say(`warning: no draft of the record can be kept: ${place}: ${problem}`);
      else this.#say(`Until its record is written, ${place} has what was measured so far.`);
    };
  }
}
