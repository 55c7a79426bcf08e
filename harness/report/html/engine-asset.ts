import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import { fingerprint } from '../../../mock-service/settings/fingerprint.ts';
import { isSystemError } from '../../../mock-service/settings/system-error.ts';
import { bundleEngine } from './engine-bundle.ts';

/** A file that the engine was made of, as it was then. */
type Made = readonly [file: string, modifiedMs: number, bytes: number];

/** The engine as it is kept from one command to the next. */
interface KeptEngine {
  readonly made: readonly Made[];
  readonly engine: string;
}

/** Of this tree's engine: others of the same user, a package and a checkout, have their own. */
const KEPT = `engine-${fingerprint(import.meta.url)}.json`;

const compress = promisify(deflateRaw);

let known: Promise<string> | null = null;

/**
 * The engine as a report carries it: raw deflate, in base64. Made once of the sources as they are, which takes as long as a small drill.
 * @param folder where it is kept from one command to the next, its user's alone; null: nowhere
 */
export function engineAsset(folder: string | null): Promise<string> {
  known ??= keptOrMade(folder);
  return known;
}

async function keptOrMade(folder: string | null): Promise<string> {
  const kept = folder === null ? null : keptIn(folder);
  if (kept !== null) return kept;
  const { script, inputs } = await bundleEngine();
  const engine = await packed(script);
  if (folder !== null) keep(folder, { made: inputs.map(madeOf), engine });
  return engine;
}

/** A text as a report carries it: raw deflate, in base64. */
export async function packed(text: string): Promise<string> {
  return (await compress(text, { level: 9 })).toString('base64');
}

/** Null: there is none, or its sources are others by now. */
function keptIn(folder: string): string | null {
  try {
    const { made, engine } = JSON.parse(readFileSync(join(folder, KEPT), 'utf8')) as KeptEngine;
    const isOld = made.some(([file, modifiedMs, bytes]) => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return stat === undefined || stat.mtimeMs !== modifiedMs || stat.size !== bytes;
    });
    return isOld ? null : engine;
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/** Whole or not at all, as others may be reading it; where it cannot be kept, the next command makes it again. */
function keep(folder: string, kept: KeptEngine): void {
  const unfinished = join(folder, `${KEPT}.${process.pid}`);
  try {
    writeFileSync(unfinished, JSON.stringify(kept), { mode: 0o600 });
    renameSync(unfinished, join(folder, KEPT));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    rmSync(unfinished, { force: true });
  }
}

function madeOf(file: string): Made {
  const { mtimeMs, size } = statSync(file);
  return [file, mtimeMs, size];
}
