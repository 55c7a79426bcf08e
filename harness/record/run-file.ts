import { parseRecord, readRecordFile, seal, writeRecordFile } from './record-file.ts';
import { assertAccounts, RUN_SCHEMA_VERSION, type RunRecord, runRecordSchema, type UnsealedRun } from './run-record.ts';

const KIND = 'run record';

/**
 * Checks a record's accounts and shape, and seals it.
 * @throws Error if an account does not balance or the record has not the shape it should: our own bug.
 */
export function sealRun(unsealed: UnsealedRun): RunRecord {
  assertAccounts(unsealed);
  return runRecordSchema.parse(seal(unsealed));
}

/** Writes `run.json`. @throws Error as `sealRun` does. */
export function writeRun(file: string, record: RunRecord | UnsealedRun): void {
  writeRecordFile(file, sealRun(record));
}

/** Reads `run.json`. @throws InputErrors if it is no record, of another version, truncated or edited. */
export function readRun(file: string): RunRecord {
  return readRecordFile(file, runRecordSchema, KIND, RUN_SCHEMA_VERSION);
}

/** The same for a text; `file` is what messages call it. */
export function parseRun(text: string, file: string): RunRecord {
  return parseRecord(text, file, runRecordSchema, KIND, RUN_SCHEMA_VERSION);
}
