import { renameSync, writeFileSync } from 'node:fs';
import { isSystemError, systemErrorText } from '../../mock-service/settings/system-error.ts';
import manifest from '../../package.json' with { type: 'json' };
import type { AnyRecord } from '../record/record-kinds.ts';
import { sarifText } from '../report/sarif.ts';
import type { SarifFile } from './sarif-file.ts';
import { toStderr } from './to-terminal.ts';

/** Writes it, whole or not at all. What goes wrong is said, and changes nothing. */
export function writeSarif(sarif: SarifFile | null, any: AnyRecord): void {
  if (sarif === null) return;
  const { file, placeOf } = sarif;
  try {
    writeFileSync(`${file}.unfinished`, sarifText(any, placeOf, manifest.version));
    renameSync(`${file}.unfinished`, file);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    toStderr(`error: --sarif ${file} cannot be written: ${systemErrorText(error)}\n`);
  }
}
