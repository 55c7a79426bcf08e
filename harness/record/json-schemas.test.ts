import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { recordSchemas } from './json-schemas.ts';

test('the schema files are those of the code: run `node harness/record/json-schemas.ts` if not', () => {
  for (const [name, text] of Object.entries(recordSchemas())) {
    expect(readFileSync(new URL(`../../schemas/${name}`, import.meta.url), 'utf8')).toBe(text);
  }
});
