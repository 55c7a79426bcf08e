import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { fingerprint } from '../../mock-service/settings/fingerprint.ts';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { makeFolder } from '../../mock-service/settings/make-folder.ts';
import { systemErrorText } from '../../mock-service/settings/system-error.ts';

/** What every kind of record has. */
interface Versioned {
  readonly schemaVersion: number;
  readonly integrity: string;
}

/** Gives a record its integrity: the fingerprint of its values, whatever the layout of its text. */
export function seal<Unsealed extends object>(unsealed: Unsealed): Unsealed & { integrity: string } {
  // Through JSON and back: the seal is of what a reader will read.
  const { integrity: _, ...written } = JSON.parse(JSON.stringify(unsealed)) as Record<string, unknown>;
  return { ...unsealed, integrity: fingerprint(written) };
}

/** The record's text: one line a top-level key or column, so that a person can look into a record of a long drill. */
export function recordText(record: object): string {
  return `${block(record, 0)}\n`;
}

/** Writes a record whole or not at all: a reader never sees half of one. */
export function writeRecordFile(file: string, record: object): void {
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

/**
 * Reads a record back.
 * @param kind what messages call it: `run record`.
 * @throws InputErrors if it is no record, of another version, truncated or edited.
 */
export function readRecordFile<Schema extends z.ZodType<Versioned>>(
  file: string,
  schema: Schema,
  kind: string,
  version: number,
): z.output<Schema> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw refused(file, `cannot be read: ${systemErrorText(error)}`);
  }
  return parseRecord(text, file, schema, kind, version);
}

/** The same for a text. */
export function parseRecord<Schema extends z.ZodType<Versioned>>(
  text: string,
  file: string,
  schema: Schema,
  kind: string,
  version: number,
): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = text.trimEnd().endsWith('}') ? (error as Error).message : `it ends after ${text.length} characters`;
    throw refused(file, `not a complete ${kind} (${why}); record the drill again`);
  }
  const found = versionOf(value);
  if (found === undefined) throw refused(file, `not a ${kind}: it has no schemaVersion`);
  if (found > version) {
    throw refused(
      file,
      `a ${kind} of version ${found}, and this Headroom reads version ${version}: use a newer Headroom`,
    );
  }
  if (found < version) {
    throw refused(
      file,
      `a ${kind} of version ${found}, which is no longer read (this is ${version}); record the drill again`,
    );
  }
  const { integrity, ...rest } = value as Record<string, unknown>;
  if (integrity !== fingerprint(rest)) {
    throw refused(file, `this ${kind} was changed after it was written: its integrity does not match its content`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InputErrors(
    parsed.error.issues.map(issue => ({
      ...{
        file,
        line: null,
        column: null,
        path: issue.path.join('.'),
        message: `not what a ${kind} holds: ${issue.message}`,
      },
    })),
  );
}

function versionOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null || !('schemaVersion' in value)) return undefined;
  return typeof value.schemaVersion === 'number' ? value.schemaVersion : undefined;
}

function refused(file: string, message: string): InputErrors {
  return new InputErrors([{ file, line: null, column: null, path: '', message }]);
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
