import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, expect, test, vi } from 'vitest';
import type { Receiver } from '../prometheus/deliver.ts';
import { incidentRun } from '../record/test-run.ts';
import { Given, UsageError } from './flags/command.ts';
import { receivers, writeResults } from './write-results.ts';

function flag(url: string, ...allowed: string[]): Receiver | null {
  return receivers(new Given([], { 'remote-write': url, 'allow-host': allowed }), {}).remoteWrite;
}

test('figures go to this machine, or to a host that is allowed', () => {
  expect(flag('http://127.0.0.1:9090/api/v1/write')?.url).toBe('http://127.0.0.1:9090/api/v1/write');
  expect(flag('https://prometheus.example/write', 'prometheus.example')?.url).toBe('https://prometheus.example/write');
  expect(() => flag('https://prometheus.example/write')).toThrow(
    new UsageError(
      '--remote-write: prometheus.example is not this machine; allow it with --allow-host prometheus.example',
    ),
  );
});

test('a name that looks like this machine is not taken for it, and what allows nothing is refused', () => {
  expect(() => flag('http://prod.localhost:9090/write')).toThrow('prod.localhost is not this machine');
  expect(() => flag('http://a.example/write', 'http://a.example')).toThrow(
    new UsageError(
      '--allow-host: http://a.example names no host: it takes a name or an address, without scheme, port and path: a.example',
    ),
  );
});

test('without the flag nothing is sent', () => {
  expect(receivers(new Given([], {}), {})).toEqual({ remoteWrite: null, annotate: null });
});

test('what is no URL', () => {
  expect(() => flag('9090')).toThrow('--remote-write not a URL: 9090; for a Prometheus on this machine');
});

function grafana(url: string, token?: string, ...flags: readonly string[]): Receiver | null {
  const values = Object.fromEntries(flags.map(name => [name, true]));
  return receivers(new Given([], { annotate: url, ...values }), { GRAFANA_TOKEN: token }).annotate;
}

test('a Grafana is judged by the same rule, with its token or its user', () => {
  expect(grafana('http://127.0.0.1:3000', 's3cret')).toEqual({
    url: 'http://127.0.0.1:3000/api/annotations',
    authorization: 'Bearer s3cret',
  });
  expect(grafana('http://me:pw@localhost/grafana/', 's3cret')).toEqual({
    url: 'http://localhost/grafana/api/annotations',
    authorization: `Basic ${Buffer.from('me:pw').toString('base64')}`,
  });
  expect(grafana('http://127.0.0.1:3000')?.authorization).toBeNull();
  expect(() => grafana('https://grafana.example')).toThrow('--annotate: grafana.example is not this machine');
});

test('moments of a virtual drill are not marked', () => {
  expect(() => grafana('http://127.0.0.1:3000', undefined, 'virtual')).toThrow(
    '--annotate marks moments that were, and those of a virtual drill never were',
  );
});

let server: FastifyInstance | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  await server?.close();
});

/** Stands in for Grafana. @param status of every answer */
async function standIn(status: number): Promise<{ url: string; asked: { auth: string; body: unknown }[] }> {
  const asked: { auth: string; body: unknown }[] = [];
  server = Fastify();
  server.post('/api/annotations', async (request, reply) => {
    const auth = request.headers.authorization ?? '';
    asked.push({ auth, body: request.body });
    return reply.code(status).send({ message: `not for ${auth}` });
  });
  return { url: await server.listen({ port: 0, host: '127.0.0.1' }), asked };
}

test('a live drill leaves its region, its operations and the onset', async () => {
  const { url, asked } = await standIn(200);
  const annotate = grafana(url, 's3cret');
  await writeResults({ remoteWrite: null, annotate }, { record: incidentRun(), zeroAtMs: 1_000_000 }, { team: 'a' });
  expect(new Set(asked.map(({ auth }) => auth))).toEqual(new Set(['Bearer s3cret']));
  const common = ['team:a', 'script:eu-peak-failover', 'topology:eu', 'settings:short-ttl'];
  const bodies = asked.map(({ body }) => body);
  expect(bodies[0]).toEqual({
    ...{ time: 1_000_000, timeEnd: 1_045_000 },
    tags: ['headroom', 'drill', 'verdict:fail', ...common],
    text: expect.stringMatching(/^FAIL eu-peak-failover with short-ttl on eu\n3,150 of 38,520 requests timed out/),
  });
  expect(bodies.slice(1, -1)).toMatchObject(
    [
      [1_001_500, 'deploy'],
      [1_013_000, 'fail-over'],
      [1_036_000, 'roll-back'],
      [1_037_000, 'fail-back'],
    ].map(([time, operation]) => ({ time, tags: ['headroom', 'operation', operation, ...common] })),
  );
  expect(bodies.at(-1)).toEqual({
    time: 1_029_000,
    tags: ['headroom', 'onset', ...common],
    text: 'Timeouts begin in alternate, at a planned load of 1,000/s',
  });
});

test('what is refused is a warning without the token, and nothing more is sent', async () => {
  const { url, asked } = await standIn(403);
  let said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    said += String(text);
    return true;
  });
  await writeResults(
    { remoteWrite: null, annotate: grafana(url, 's3cret') },
    { record: incidentRun(), zeroAtMs: 0 },
    {},
  );
  expect(asked).toHaveLength(1);
  expect(said).toMatch(
    /^warning: the run was not marked in Grafana: http:.* answered 403: .*not for Bearer \$\{GRAFANA_TOKEN\}/,
  );
  expect(said).not.toContain('s3cret');
});

test('a drill whose process failed is not marked, and that is said', async () => {
  const { url, asked } = await standIn(200);
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await writeResults({ remoteWrite: null, annotate: grafana(url) }, { record: incidentRun() }, {});
  expect(asked).toEqual([]);
  expect(String(said.mock.calls[0]?.[0])).toContain('it is not known when it began');
});
