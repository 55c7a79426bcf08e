/** The JSON Schema of `replay.yaml`, for editors: `node harness/replay/json-schemas.ts` writes it into `schemas/`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { postMortemSchema } from './post-mortem-schema.ts';

const FOLDER = new URL('../../schemas/', import.meta.url);
export const POST_MORTEM_SCHEMA = 'post-mortem.schema.json';

/** The text of the schema file. */
export function postMortemJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(postMortemSchema, { io: 'input' }), null, 2)}\n`;
}

if (import.meta.main) {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(new URL(POST_MORTEM_SCHEMA, FOLDER), postMortemJsonSchema());
}
