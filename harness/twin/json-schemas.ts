/** The JSON Schema of twin files, for editors: `node harness/twin/json-schemas.ts` writes it into `schemas/`. */
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { twinSchema } from './twin-schema.ts';

const FILE = new URL('../../schemas/twin.schema.json', import.meta.url);

/** Its text, as people write twins. */
export function twinJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(twinSchema, { io: 'input' }), null, 2)}\n`;
}

if (import.meta.main) writeFileSync(FILE, twinJsonSchema());
