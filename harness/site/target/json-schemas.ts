/** The JSON Schema of target files, for editors: `node harness/site/target/json-schemas.ts` writes it into `schemas/`. */
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { targetSchema } from './target-schema.ts';

const FILE = new URL('../../../schemas/target.schema.json', import.meta.url);

/** Its text, as people write targets. */
export function targetJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(targetSchema, { io: 'input' }), null, 2)}\n`;
}

if (import.meta.main) writeFileSync(FILE, targetJsonSchema());
