import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { fingerprint } from '../../mock-service/settings/fingerprint.ts';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { isDeep, MOST_DEPTH } from '../../mock-service/settings/json-depth.ts';
import { systemErrorText } from '../../mock-service/settings/system-error.ts';
import type { RecordOf } from './record-kind.ts';
import { type AnyKind, type AnyRecord, kindOf, RECORD_KINDS } from './record-kinds.ts';

/** Longer files are no records: ours stay far below. */
const MOST_MIB = 256;

/** Reads a record back. @throws InputErrors if it is no record of that kind, of another version, truncated or edited. */
export function readRecord<Kind extends AnyKind>(kind: Kind, file: string): RecordOf<Kind> {
  return parseRecord(kind, textOf(file), file);
}

/** The same for a text; `file` is what messages call it. */
export function parseRecord<Kind extends AnyKind>(kind: Kind, text: string, file: string): RecordOf<Kind> {
  return checked(kind, contentOf(text, file, kind.called), file) as RecordOf<Kind>;
}

/** Reads a record of any kind, known by what it holds and, where that does not tell, by its name. @throws InputErrors as `readRecord` */
export function readAnyRecord(file: string): AnyRecord {
  return readAnyText(textOf(file), file);
}

/** The same for a text; `file` is what messages call it. */
export function readAnyText(text: string, file: string): AnyRecord {
  const value = contentOf(text, file, 'record');
  const kind = kindOf(value) ?? RECORD_KINDS.find(each => each.file === basename(file));
  if (kind === undefined) throw refused(file, 'not a record of Headroom: it has not the keys of one');
  return { kind: kind.name, record: checked(kind, value, file) } as AnyRecord;
}

/** Which kind of record a file holds; null: it holds none. @throws InputErrors if it cannot be read */
export function kindIn(file: string): AnyKind | null {
  const text = textOf(file);
  try {
    return kindOf(contentOf(text, file, 'record'));
  } catch (error) {
    if (error instanceof InputErrors) return null;
    throw error;
  }
}

function textOf(file: string): string {
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const handle = openSync(file, 'r');
    try {
      // Not by its size: a pipe has none.
      for (;;) {
        const chunk = Buffer.allocUnsafe(2 ** 20);
        const read = readSync(handle, chunk);
        if (read === 0) return Buffer.concat(chunks).toString('utf8');
        chunks.push(chunk.subarray(0, read));
        bytes += read;
        if (bytes > MOST_MIB * 2 ** 20) break;
      }
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw refused(file, `cannot be read: ${systemErrorText(error)}`);
  }
  throw refused(file, `too long for a record: it has more than ${MOST_MIB} MiB`);
}

/** @param called what the message calls it */
function contentOf(text: string, file: string, called: string): object {
  if (isDeep(text)) throw refused(file, `not a ${called}: nested more than ${MOST_DEPTH} levels deep`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = text.trimEnd().endsWith('}') ? (error as Error).message : `it ends after ${text.length} characters`;
    throw refused(file, `not a complete ${called} (${why}); record the drill again`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || versionOf(value) === null) {
    throw refused(file, `not a ${called}: it has no schemaVersion`);
  }
  return value;
}

function checked(kind: AnyKind, value: object, file: string): unknown {
  const { called, version } = kind;
  const other = kindOf(value);
  if (other !== null && other.name !== kind.name) throw refused(file, `a ${other.called}, where a ${called} is needed`);
  const found = versionOf(value) as number;
  if (found > version) {
    throw refused(
      file,
      `a ${called} of version ${found}, and this Headroom reads version ${version}: use a newer Headroom`,
    );
  }
  if (found < version) {
    throw refused(
      file,
      `a ${called} of version ${found}, which is no longer read (this is ${version}); record the drill again`,
    );
  }
  const { integrity, ...rest } = value as Record<string, unknown>;
  if (integrity !== fingerprint(rest)) {
    throw refused(file, `this ${called} was changed after it was written: its integrity does not match its content`);
  }
  const parsed = kind.schema.safeParse(value);
  if (parsed.success) return bare(parsed.data);
  throw new InputErrors(
    parsed.error.issues.map(({ path, message }) => ({
      ...{ file, line: null, column: null, path: path.join('.') },
      message: `not what a ${called} holds: ${message}`,
    })),
  );
}

/**
 * Its objects have no more than their own keys: names in records are others', and one may be `valueOf`.
 */
function bare(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) Object.setPrototypeOf(value, null);
  else if (typeof value[0] === 'number') return value;
  for (const each of Object.values(value)) bare(each);
  return value;
}

function versionOf(value: object): number | null {
  return 'schemaVersion' in value && typeof value.schemaVersion === 'number' ? value.schemaVersion : null;
}

function refused(file: string, message: string): InputErrors {
  return new InputErrors([{ file, line: null, column: null, path: '', message }]);
}
