/**
 * JSON Schemas of the files that people write, for editors: `node harness/topology/json-schemas.ts` writes them into `schemas/`.
 * They know single values; what does not go together only `headroom validate` tells.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { cacheSettingsSchema } from '../../mock-service/settings/cache-settings-schema.ts';
import { topologySchema } from './topology-schema.ts';

const FOLDER = new URL('../../schemas/', import.meta.url);

/** The text of each schema file, by its name in `schemas/`. */
export function jsonSchemas(): Record<string, string> {
  return {
    'cache-settings.schema.json': textOf(cacheSettingsSchema),
    'topology.schema.json': textOf(topologySchema),
  };
}

function textOf(schema: z.ZodType): string {
  // "input": as people write it, `300s`, not as the model uses it.
  return `${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`;
}

if (import.meta.main) {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of Object.entries(jsonSchemas())) writeFileSync(new URL(name, FOLDER), text);
}
