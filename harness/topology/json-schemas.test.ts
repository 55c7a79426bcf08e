import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { jsonSchemas } from './json-schemas.ts';

const schemas = jsonSchemas();

/** Whether an editor that knows the schema finds nothing wrong. */
function accepts(name: string, value: unknown): boolean {
  return z.fromJSONSchema(JSON.parse(schemas[name] as string)).safeParse(value).success;
}

test.each(Object.keys(schemas))('schemas/%s is what the schema gives: node harness/topology/json-schemas.ts', name => {
  expect(readFileSync(`schemas/${name}`, 'utf8')).toBe(schemas[name]);
});

describe.each([
  ['cache-settings.schema.json', 'mock-service/settings'],
  ['topology.schema.json', 'scenarios/topologies'],
])('%s', (name, folder) => {
  test.each(readdirSync(folder).filter(file => file.endsWith('.yaml')))(
    `accepts ${folder}/%s, which names it`,
    file => {
      const text = readFileSync(`${folder}/${file}`, 'utf8');
      expect(accepts(name, parse(text))).toBe(true);
      expect(text).toMatch(`# yaml-language-server: $schema=../../schemas/${name}\n`);
    },
  );
});

test.each([
  { ttl: 300 },
  { ttl: '300' },
  { ttl: 0 },
  { tll: '300s' },
  { ttlJitter: '-5%' },
  { ttlJitter: 1.5 },
  { policy: 'random' },
  { refreshAhead: { beta: 0 } },
  { capacity: 1.5 },
  { entrySize: 2048 },
])('an editor marks %j', value => {
  expect(accepts('cache-settings.schema.json', value)).toBe(false);
});
