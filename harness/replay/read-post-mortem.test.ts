import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { POST_MORTEM_SCHEMA, postMortemJsonSchema } from './json-schemas.ts';
import { POST_MORTEM_FILE, parsePostMortem, readPostMortems } from './read-post-mortem.ts';
import { replaySpecs } from './replay-spec.ts';

const SHIPPED = readPostMortems('scenarios/post-mortems');

const GOOD = `title: Acme, 1 June
source: https://acme.example/report
happened: The cache was emptied.
ended: It was filled.
drills:
  quiet-hour: { asks: off-peak, expect: holds, env: { PEAK: 10 } }
  incident: { asks: at peak, expect: stays-down, set: [ttl=1s] }
  way-out: { asks: throttled, expect: recovers, cache: other.yaml }
`;

function problemsOf(text: string): string {
  try {
    parsePostMortem(text, 'acme/replay.yaml');
  } catch (error) {
    if (error instanceof InputErrors) return error.message;
    throw error;
  }
  return '';
}

test('a post-mortem names its files from its own folder, and the incident comes first', () => {
  const { name, script, baseline, drills } = parsePostMortem(GOOD, 'incidents/acme/replay.yaml');
  expect({ name, script, baseline }).toEqual({
    ...{ name: 'acme', script: 'incidents/acme/replay.ts', baseline: 'incidents/acme/settings.yaml' },
  });
  expect(drills.map(each => each.name)).toEqual(['incident', 'quiet-hour', 'way-out']);
  expect(drills[1]).toMatchObject({ expected: 'holds', env: { PEAK: '10' }, topology: 'incidents/acme/topology.yaml' });
  expect(drills[2]).toMatchObject({ cache: 'incidents/acme/other.yaml' });
});

test('what is wrong is told with its place and what is allowed, all at once', () => {
  const text = GOOD.replace('  way-out: { asks: throttled, expect: recovers, cache: other.yaml }\n', '')
    .replace('expect: holds', 'expect: hold')
    .replace('source:', 'sorce:');
  expect(problemsOf(text)).toMatchInlineSnapshot(`
    "acme/replay.yaml:2:1 sorce: unknown key; the keys here are title, source, happened, ended, script, topology, cache, baseline, drills; did you mean source?
    acme/replay.yaml:6:41 drills.quiet-hour.expect: not a value it can have (got hold); one of holds, recovers, stays-down; did you mean holds?"
  `);
});

test('one without the way out is refused', () => {
  expect(problemsOf(GOOD.replace('way-out', 'way-in'))).toContain('drills.way-out: missing');
});

test('the JSON Schema is that of the code, and accepts every incident that ships', () => {
  const text = readFileSync(`schemas/${POST_MORTEM_SCHEMA}`, 'utf8');
  expect(text).toBe(postMortemJsonSchema());
  const schema = z.fromJSONSchema(JSON.parse(text));
  for (const { name } of SHIPPED) {
    const written = readFileSync(join('scenarios/post-mortems', name, POST_MORTEM_FILE), 'utf8');
    expect(schema.safeParse(parse(written)).success).toBe(true);
    expect(written).toMatch(`# yaml-language-server: $schema=../../../schemas/${POST_MORTEM_SCHEMA}\n`);
  }
});

test.each(SHIPPED)('the files of $name are there and can be read', postMortem => {
  const specs = replaySpecs(postMortem, { seed: 3, topology: null, set: ['ttl=7s'], env: { A: 'b' } });
  expect(existsSync(postMortem.script)).toBe(true);
  expect(dirname(postMortem.script)).toContain('scenarios');
  for (const { spec } of specs) {
    expect(spec).toMatchObject({ seed: 3, env: { A: 'b' }, settings: { underTest: { settings: { ttlMs: 7000 } } } });
  }
});

test.each(SHIPPED)('$name goes to another topology with the service that its users ask for', postMortem => {
  const how = { seed: 1, topology: 'scenarios/topologies/eu.yaml', set: ['peak=777', 'ttl=7s'], env: {} };
  const [own] = replaySpecs(postMortem, { ...how, topology: null, set: [] });
  const [there] = replaySpecs(postMortem, how);
  expect(there?.spec.topology).toMatchObject({ name: 'eu', peakPerSecond: 777, users: 20_000 });
  expect(there?.spec.topology.service).toEqual(own?.spec.topology.service);
  expect(there?.spec.settings.underTest.settings.ttlMs).toBe(7000);
});
