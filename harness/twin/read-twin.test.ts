import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { twinJsonSchema } from './json-schemas.ts';
import { PRESETS } from './presets/presets.ts';
import { parseTwin } from './read-twin.ts';

const TEXT = `name: shop
topology: topology.yaml
settings: today.yaml
prometheus: { url: http://127.0.0.1:9090/, every: 10s, token: '\${PROM_TOKEN}' }
preset: prom-client
pools: { primary: [site-a, site-b], alternate: site-c }
outcomes: { Fresh: hit }
roles:
  requests: { labels: { route: handler } }
`;
const ENV = { PROM_TOKEN: 's3cr3t' };

function problems(text: string): string[] {
  try {
    parseTwin(text, 'mine/twin.yaml', ENV);
  } catch (error) {
    if (error instanceof InputErrors)
      return error.problems.map(({ line, path, message }) => `${line} ${path}: ${message}`);
    throw error;
  }
  return [];
}

test('a twin file is read: the preset, and what it says beside', () => {
  const twin = parseTwin(TEXT, 'mine/twin.yaml', ENV);
  expect(twin).toMatchObject({
    ...{ name: 'shop', topologyFile: 'mine/topology.yaml', settingsFile: 'mine/today.yaml' },
    ...{ url: 'http://127.0.0.1:9090', token: 's3cr3t', everyMs: 10_000, windowMs: 40_000 },
    roles: {
      requests: { query: 'http_requests_total', labels: { pool: 'pool', route: 'handler', status: 'code' }, times: 1 },
      cpu: { query: 'process_cpu_seconds_total' },
    },
  });
  expect(twin.pools?.get('site-b')).toBe('primary');
  expect(twin.outcomes.fresh).toBe('hit');
  expect(twin.outcomes.miss).toBe('miss');
});

test.each([
  ['preset: prom-client', 'preset: promclient', /^5 preset: .*prom-client/],
  ['preset: prom-client', 'preset: nginx', /^\d+ roles.cpu: missing.*nginx has none for it/],
  ['every: 10s', 'every: 10', /^4 prometheus.every: a duration without a unit/],
  ['outcomes: { Fresh: hit }', 'outcomes: { Fresh: warm }', /^7 outcomes.Fresh: /],
  ['alternate: site-c', 'alternate: site-a', /^6 pools.alternate: site-a is primary already/],
  ['PROM_TOKEN', 'OTHER', /^4 prometheus.token: \$\{OTHER\} is not set/],
  ['roles:', 'window: 5s\nroles:', /^8 window: shorter than between two scrapes/],
  ['requests: {', 'request: {', /^9 roles.request: unknown key/],
  ['  requests: { labels', '  storeUsed: { labels', /^9 roles.storeUsed: no query/],
])('%s → %s is told with its place', (from, to, message) => {
  expect(TEXT).toContain(from);
  expect(problems(TEXT.replace(from, to))).toEqual([expect.stringMatching(message)]);
});

test('what is wrong is told all at once, and no secret with it', () => {
  const found = problems(TEXT.replace('every: 10s', 'every: s3cr3t').replace('name: shop', 'name: Shop'));
  expect(found).toHaveLength(2);
  expect(found.join()).not.toContain('s3cr3t');
});

test('every preset says what it lacks, and each of its queries is of a role', () => {
  for (const { roles, lacks } of Object.values(PRESETS)) {
    expect(Object.keys(roles).length).toBeGreaterThan(0);
    expect(Object.keys(lacks).length).toBeGreaterThan(0);
  }
});

test('what a preset lacks is not told of a role that has a query of its own', () => {
  const own = TEXT.replace('requests: {', 'requests: { query: shop_requests_total,');
  const of = (text: string): readonly string[] => parseTwin(text, 'twin.yaml', { PROM_TOKEN: 's3cr3t' }).lacks;
  expect(of(TEXT)).toEqual(Object.values(PRESETS['prom-client'].lacks));
  expect(of(own)).toEqual([PRESETS['prom-client'].lacks.store]);
});

test('the schema that ships is that of the reader', () => {
  expect(readFileSync('schemas/twin.schema.json', 'utf8')).toBe(twinJsonSchema());
});
