/**
 * JSON Schemas of the records, for who reads them: `node harness/record/json-schemas.ts` writes them into `schemas/`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { RECORD_KINDS } from './record-kinds.ts';

const FOLDER = new URL('../../schemas/', import.meta.url);

/** The text of each schema file, by its name in `schemas/`. */
export function recordSchemas(): Record<string, string> {
  return Object.fromEntries(RECORD_KINDS.map(({ name, schema }) => [`${name}.schema.json`, textOf(schema)]));
}

function textOf(schema: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`;
}

if (import.meta.main) {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of Object.entries(recordSchemas())) writeFileSync(new URL(name, FOLDER), text);
}
