import { accessSync, constants } from 'node:fs';
import { dirname, isAbsolute, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeFolder } from '../../mock-service/files/make-folder.ts';
import { readText } from '../../mock-service/files/read-text.ts';
import type { AnySettings } from '../../mock-service/settings/cache-settings.ts';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { parseSetOption } from '../../mock-service/settings/set-option.ts';
import { type Source, yamlSource } from '../../mock-service/settings/source.ts';
import { systemErrorText } from '../../mock-service/settings/system-error.ts';
import type { PlaceOf } from '../report/sarif.ts';
import { type Given, UsageError } from './flags/command.ts';
import { Refusal } from './refusal.ts';

/** `--sarif FILE`: of the commands that judge settings by their file. */
export const SARIF_FLAG = {
  sarif: {
    value: 'FILE',
    help: 'Write what is not good as SARIF 2.1.0 too, at the line of the knob that was changed.',
  },
} as const;

/** Where it goes, and where the settings under test have their knobs. */
export interface SarifFile {
  readonly file: string;
  readonly placeOf: PlaceOf;
}

/**
 * Reads `--sarif`, and the places of the knobs as they are when the command begins.
 * @param files of the settings under test @param settings read from them, in their order
 * @returns null: nobody wants it
 * @throws UsageError, Refusal where it cannot be written
 */
export function sarifFlag(
  given: Given,
  files: readonly string[],
  settings: readonly Pick<AnySettings, 'name' | 'fingerprint'>[],
): SarifFile | null {
  const file = given.text('sarif');
  if (file === undefined) return null;
  if (file === '') throw new UsageError('--sarif is empty: it names the file to write');
  if (files.length === 0) throw new UsageError('--sarif tells of settings at the lines of their file: name one');
  try {
    makeFolder(dirname(file));
    accessSync(dirname(file), constants.W_OK);
  } catch (error) {
    throw new Refusal(`--sarif ${file} cannot be written: ${systemErrorText(error)}`);
  }
  // What the command line sets has no line in the file.
  const set = new Set(given.texts('set').map(text => parseSetOption(text).steps[0]));
  const sources = files.map((path, i) => ({ ...settings[i], uri: uriOf(path), source: sourceOf(path) }));
  return {
    file,
    placeOf({ name, fingerprint }, knob) {
      const found = sources.find(each => each.name === name && each.fingerprint === fingerprint);
      if (found === undefined) return null;
      const { uri, source } = found;
      return { uri, at: knob === null || set.has(knob) || source === null ? null : placeIn(source, knob) };
    },
  };
}

/** Null: settings of another system, in whatever form that reads. */
function sourceOf(path: string): Source | null {
  try {
    return yamlSource(readText(path), path);
  } catch (error) {
    if (!(error instanceof InputErrors)) throw error;
    return null;
  }
}

function placeIn(source: Source, knob: string): { line: number; column: number } | null {
  const { value } = source;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, knob)) return null;
  const { line, column } = source.place([knob], true);
  return line === null ? null : { line, column: column ?? 1 };
}

/** Relative to where the command runs, as a repository's checks want it; of what is elsewhere the whole. */
function uriOf(path: string): string {
  const way = relative(process.cwd(), path);
  if (isAbsolute(way) || way.split(sep)[0] === '..') return pathToFileURL(path).href;
  return way.split(sep).map(encodeURIComponent).join('/');
}
