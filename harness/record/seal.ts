import type { z } from 'zod';
import { fingerprint } from '../../mock-service/settings/fingerprint.ts';
import type { Fact } from '../measure/fact.ts';
import type { RecordKind, RecordSchema, Unsealed } from './record-kind.ts';

/**
 * Makes a record: checks its accounts and its shape, and seals it.
 * @throws Error if an account does not balance or it has not the shape it should: our own bug.
 */
export function sealed<Name extends string, Fields extends z.ZodRawShape>(
  kind: RecordKind<Name, Fields>,
  content: Unsealed<Fields>,
): Fact<RecordSchema<Fields>> {
  kind.assert(content);
  const record = { schemaVersion: kind.version, ...content };
  return kind.schema.parse({ ...record, integrity: sealOf(record) }) as Fact<RecordSchema<Fields>>;
}

/** A record's integrity: the fingerprint of its values, whatever the layout of its text. */
function sealOf(record: object): string {
  // Through JSON and back: the seal is of what a reader will read.
  const { integrity: _, ...written } = JSON.parse(JSON.stringify(record)) as Record<string, unknown>;
  return fingerprint(written);
}
