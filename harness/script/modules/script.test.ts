import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileScript } from '../compile/compile-script.ts';
import { resolveRemote } from '../node/resolve-remote.ts';
import { exportedFunction, instantiate } from '../runtime/script-module.ts';
import type { ScriptFunction } from '../runtime/twin.ts';
import { moduleMembers } from './module-members.ts';
import { ORIGIN, TestDrill } from './test-drill.ts';

const script = await compileScript(join(import.meta.dirname, 'fixtures/journey.ts'), {
  members: moduleMembers,
  resolveRemote,
});

test('a compiled script meets the modules as it would in k6', () => {
  const drill = new TestDrill({}, { BASE_URL: ORIGIN });
  drill.serve(({ path }) => {
    if (path.startsWith('/missing')) return { status: 404 };
    return { body: JSON.stringify({ user: new URLSearchParams(path.split('?')[1]).get('user') }) };
  });
  const { vu } = drill;
  vu.phase = 'init';
  const module = instantiate(script, { modules: drill.k6.modules, globals: drill.globals });
  vu.phase = 'iteration';
  vu.loop.start(exportedFunction(module, 'default') as ScriptFunction, { token: 'päss' }, vu);
  drill.clock.run();
  expect([vu.error, vu.result]).toEqual([undefined, '200,200']);
  expect(drill.arrived.map(({ method, path, at }) => `${at} ${method} ${path}`)).toEqual([
    '0.5 GET /home?user=ann',
    '1001.5 GET /a',
    '1001.5 GET /missing',
    '1002.5 GET /item1?user=ann',
    '1003.5 GET /item2?user=ann',
    '1254.5 POST /posted',
  ]);
  expect(drill.arrived.at(-1)?.body).toMatch(/^token=cMOkc3M%3D&id=[0-9a-f-]{36}$/);
  expect(drill.metrics.values('http_req_failed')).toEqual([0, 0, 0, 0, 0, 0]);
  expect(drill.metrics.values('wait')).toEqual([250]);
  expect(drill.metrics.tags('pages')).toEqual([
    { group: '::visit', page: 'home' },
    { page: 'item1' },
    { page: 'item2' },
  ]);
  expect(drill.k6.checks.summary()).toMatchObject({
    checks: [],
    groups: [
      {
        path: '::visit',
        checks: [
          { name: 'home is there', passes: 1, fails: 0 },
          { name: 'knows the user', passes: 1, fails: 0 },
        ],
        groups: [{ path: '::visit::details', checks: [{ name: 'batch answered', passes: 1 }] }],
      },
    ],
  });
});

test('the same seed gives the same uuids', () => {
  const bodies = [1, 2].map(() => {
    const drill = new TestDrill({}, { BASE_URL: ORIGIN });
    drill.serve(() => ({ body: '{}' }));
    drill.vu.draws = [0.1, 0.7, 0.3];
    drill.vu.phase = 'init';
    const module = instantiate(script, { modules: drill.k6.modules, globals: drill.globals });
    drill.vu.phase = 'iteration';
    drill.vu.loop.start(exportedFunction(module, 'default') as ScriptFunction, { token: 'x' }, drill.vu);
    drill.clock.run();
    return drill.arrived.at(-1)?.body;
  });
  expect(bodies[0]).toMatch(/id=/);
  expect(bodies[0]).toBe(bodies[1]);
});
