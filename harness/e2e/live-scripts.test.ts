import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { BinServer } from './bin-server.ts';
import { headroom, recordIn } from './headroom.ts';

const SCRIPTS = 'proof/conformance/script/fixtures';
/** As requests name us where nobody says otherwise. */
const AGENT = `headroom/${manifest.version}`;
const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-live-'));
let bin: BinServer;
beforeAll(async () => {
  bin = await BinServer.start();
});
afterAll(async () => {
  await bin.close();
  rmSync(FOLDER, { recursive: true });
});

describe('scripts of the documentation, live over sockets', () => {
  test.each([
    ['first-test', { 'GET /get': 1 }, 0, AGENT],
    ['checks', { 'GET /json': 1 }, 0, 'mine/1.0'],
    ['groups', { 'GET /books': 1, 'POST /anything/login': 1 }, 0, AGENT],
    // Its iterations send nothing: nothing is judged.
    ['setup-teardown', { 'GET /json': 1 }, 90, AGENT],
    ['api-crud', { 'POST /users': 1, 'POST /token': 1, 'POST /books': 3 }, 0, AGENT],
    ['correlation', { 'GET /books': 1, 'GET /books/1': 1 }, 0, AGENT],
  ])('%s', { timeout: 60_000 }, async (name, expected, exit, agent) => {
    bin.arrived.length = 0;
    bin.agents.clear();
    const out = join(FOLDER, name);
    const args = ['run', join(SCRIPTS, `${name}.js`), '-e', `BIN=${bin.url}`, '--out', out];
    const { code, stderr } = await headroom(args, undefined, agent === AGENT ? {} : { K6_USER_AGENT: agent });
    expect(stderr).not.toContain('error:');
    const { generator, metrics } = recordIn(out);
    expect(generator).toMatchObject({ failedIterations: 0, interruptedIterations: 0 });
    expect(metrics.checks?.values.rate ?? 1).toBe(1);
    expect(metrics.http_req_failed?.values.rate).toBe(0);
    for (const [request, count] of Object.entries(expected)) {
      expect(bin.arrived.filter(each => each === request)).toHaveLength(count);
    }
    expect(bin.agents).toEqual(new Set([agent]));
    expect(code).toBe(exit);
  });
});
