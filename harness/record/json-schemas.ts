/**
 * JSON Schemas of the records, for who reads them: `node harness/record/json-schemas.ts` writes them into `schemas/`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { capacityRecordSchema } from './capacity-record.ts';
import { compareRecordSchema } from './compare-record.ts';
import { instancesRecordSchema } from './instances-record.ts';
import { rankingRecordSchema } from './ranking-record.ts';
import { repeatRecordSchema } from './repeat-record.ts';
import { rolloutRecordSchema } from './rollout-record.ts';
import { runRecordSchema } from './run-record.ts';
import { saturationRecordSchema } from './saturation-record.ts';
import { sweepRecordSchema } from './sweep-record.ts';

const FOLDER = new URL('../../schemas/', import.meta.url);

/** The text of each schema file, by its name in `schemas/`. */
export function recordSchemas(): Record<string, string> {
  return {
    'run.schema.json': textOf(runRecordSchema),
    'compare.schema.json': textOf(compareRecordSchema),
    'ranking.schema.json': textOf(rankingRecordSchema),
    'capacity.schema.json': textOf(capacityRecordSchema),
    'sweep.schema.json': textOf(sweepRecordSchema),
    'instances.schema.json': textOf(instancesRecordSchema),
    'repeat.schema.json': textOf(repeatRecordSchema),
    'rollout.schema.json': textOf(rolloutRecordSchema),
    'saturation.schema.json': textOf(saturationRecordSchema),
  };
}

function textOf(schema: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`;
}

if (import.meta.main) {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of Object.entries(recordSchemas())) writeFileSync(new URL(name, FOLDER), text);
}
