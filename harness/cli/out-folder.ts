import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { makeFolder } from '../../mock-service/files/make-folder.ts';
import { isSystemError, systemErrorText } from '../../mock-service/settings/system-error.ts';
import { UsageError } from './flags/command.ts';
import { isRunning } from './is-running.ts';
import { Refusal } from './refusal.ts';
import { toStderr } from './to-terminal.ts';

/** Where results go unless `--out` says otherwise: a folder each. */
export const RUNS_FOLDER = 'runs';

/** Runs a command that has a folder for its results. @throws UsageError, Refusal as the folder does */
export async function withOutFolder<Result>(
  out: string | undefined,
  name: string,
  command: (folder: OutFolder) => Promise<Result>,
): Promise<Result> {
  const folder = new OutFolder(out, name, new Date());
  try {
    return await command(folder);
  } finally {
    folder.close();
  }
}

/** Says who writes into a folder, while somebody does. */
const TAKEN = '.headroom-pid';

/**
 * The folder for a command's results. It is made, tried and taken before anything starts; what cannot be written in the end is put
 * elsewhere, and told.
 */
export class OutFolder {
  /** As the user knows it. */
  readonly path: string;
  /** The working folder may be gone by the end. */
  readonly #absolute: string;
  readonly #isNew: boolean;
  readonly #problems: string[] = [];
  #elsewhere: string | null = null;

  /**
   * `runs/20260601T090412Z-eu-peak-failover-short-ttl` (and `-2` if that is there), unless `--out` says where.
   * @param name what the results are of
   * @throws UsageError, Refusal if it cannot be made or written to, or another command writes into it
   */
  constructor(out: string | undefined, name: string, now: Date) {
    if (out === '') throw new UsageError('--out is empty: it names the folder for the results');
    try {
      const [path, isNew] = out === undefined ? newFolder(defaultPath(name, now)) : [out, makeFolder(out)];
      this.path = path;
      this.#isNew = isNew;
      this.#absolute = resolve(path);
      take(join(this.#absolute, TAKEN), path);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      const what = out === undefined ? `the folder for the results, below ${RUNS_FOLDER},` : `--out ${out}`;
      throw new Refusal(`${what} cannot be written to: ${systemErrorText(error)}`);
    }
    process.on('exit', this.#release);
  }

  /** Whether what is written under that name stays in the folder, links followed. */
  holds(name: string): boolean {
    let place = join(this.#absolute, name);
    while (!existsSync(place) && place !== dirname(place)) place = dirname(place);
    const way = relative(realpathSync(this.#absolute), realpathSync(place));
    return !isAbsolute(way) && way.split(sep)[0] !== '..' && !isLink(join(this.#absolute, name));
  }

  /**
   * Writes a result.
   * @param name of the file, in this folder
   * @param write given the absolute path of a file that will have that name once it is whole
   * @returns where it is now; null if it could be written nowhere
   */
  keep(name: string, write: (file: string) => void): string | null {
    const file = join(this.path, name);
    try {
      writeInto(this.#absolute, name, write);
      return file;
    } catch (error) {
      const why = `${file} cannot be written: ${systemErrorText(error)}`;
      try {
        this.#elsewhere ??= mkdtempSync(join(tmpdir(), `headroom-${basename(this.path)}-`));
        writeInto(this.#elsewhere, name, write);
      } catch (again) {
        this.#problems.push(`${why}; nor can it in ${tmpdir()}: ${systemErrorText(again)}`);
        return null;
      }
      this.#problems.push(`${why}; it is in ${this.#elsewhere}`);
      return join(this.#elsewhere, name);
    }
  }

  /**
   * Writes what is of use only while the command runs.
   * @param name of the file, in this folder
   * @returns why it cannot be written, if it cannot
   */
  keepMeanwhile(name: string, write: (file: string) => void): string | null {
    try {
      writeInto(this.#absolute, name, write);
      return null;
    } catch (error) {
      return systemErrorText(error);
    }
  }

  /** Removes a file of this folder, if it is there. */
  remove(name: string): void {
    try {
      rmSync(join(this.#absolute, name), { force: true });
    } catch (error) {
      if (!isSystemError(error)) throw error;
    }
  }

  /** Tells what could not be written here, and leaves the folder to others; nothing is left of it if nothing was written. */
  close(): void {
    for (const problem of this.#problems.splice(0)) toStderr(`error: ${problem}\n`);
    process.off('exit', this.#release);
    this.#release();
  }

  #release = (): void => {
    rmSync(join(this.#absolute, TAKEN), { force: true });
    if (!this.#isNew) return;
    try {
      rmdirSync(this.#absolute);
    } catch (error) {
      if (!isSystemError(error)) throw error;
    }
  };
}

/** A link that leads nowhere yet does not exist, and is followed by who writes. */
function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch (error) {
    // Nothing is there, or what is above it is no folder.
    if (!isSystemError(error)) throw error;
    return false;
  }
}

function defaultPath(name: string, now: Date): string {
  return join(RUNS_FOLDER, `${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${name}`);
}

/** A folder that was not there before: several commands may begin in the same second. */
function newFolder(path: string): [path: string, isNew: true] {
  makeFolder(dirname(path));
  for (let i = 1; ; i++) {
    const candidate = i === 1 ? path : `${path}-${i}`;
    try {
      mkdirSync(candidate);
      return [candidate, true];
    } catch (error) {
      if (!isSystemError(error) || error.code !== 'EEXIST') throw error;
    }
  }
}

/** @throws Refusal if another command has it */
function take(file: string, path: string): void {
  for (;;) {
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
      return;
    } catch (error) {
      if (!isSystemError(error) || error.code !== 'EEXIST') throw error;
    }
    const owner = Number(readFileSync(file, 'utf8'));
    if (owner > 0 && isRunning(owner)) {
      throw new Refusal(`${path} is written to by another headroom (process ${owner}): give each an --out of its own`);
    }
    // Whoever took it was killed.
    rmSync(file, { force: true });
  }
}

/** Whole or not at all: half a report would be taken for one. */
function writeInto(folder: string, name: string, write: (file: string) => void): void {
  const file = join(folder, name);
  const unfinished = `${file}.unfinished`;
  makeFolder(dirname(file));
  try {
    write(unfinished);
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
