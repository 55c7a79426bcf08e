import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../mock-service/files/make-folder.ts';
import type { RecordKind, RecordOf } from './record-kind.ts';
import type { AnyKind } from './record-kinds.ts';
import { recordText } from './record-text.ts';

/** Writes a record whole or not at all: a reader never sees half of one. @throws Error if an account does not balance: our own bug. */
export function writeRecord<Kind extends AnyKind>(kind: Kind, file: string, record: RecordOf<Kind>): void {
  (kind as RecordKind).assert(record);
  makeFolder(dirname(file));
  const unfinished = `${file}.${randomUUID()}.tmp`;
  try {
    writeFileSync(unfinished, recordText(record));
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
