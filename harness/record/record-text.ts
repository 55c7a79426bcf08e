import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../mock-service/settings/make-folder.ts';
import type { RecordKind, RecordOf } from './record-kind.ts';
import type { AnyKind } from './record-kinds.ts';

/** The record's text: one line a top-level key or column, so that a person can look into a record of a long drill. */
export function recordText(record: object): string {
  return `${block(record, 0)}\n`;
}

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

/** Objects down to the second level get a line a key; what is below, and every array of numbers, stays on its line. */
function block(value: object, depth: number): string {
  const indent = '  '.repeat(depth + 1);
  const lines = Object.entries(value).map(([key, each]) => {
    const nested = depth < 2 && typeof each === 'object' && each !== null && !Array.isArray(each);
    return `${indent}${JSON.stringify(key)}: ${nested && Object.keys(each).length > 0 ? block(each, depth + 1) : list(each, indent)}`;
  });
  return `{\n${lines.join(',\n')}\n${'  '.repeat(depth)}}`;
}

function list(value: unknown, indent: string): string {
  if (!Array.isArray(value) || value.length === 0 || typeof value[0] !== 'object' || value[0] === null) {
    return JSON.stringify(value);
  }
  return `[\n${value.map(each => `${indent}  ${JSON.stringify(each)}`).join(',\n')}\n${indent}]`;
}
