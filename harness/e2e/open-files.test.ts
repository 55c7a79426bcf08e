import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readRecord } from '../record/record-file.ts';
import { RUN } from '../record/run-record.ts';
import { smallScript, smallTopology } from './small-drill.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-files-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const SLOW = 90_000;
const TOPOLOGY = smallTopology(FOLDER, 'small');

/** One VU sends four hundred requests at once: more than anybody could know before. */
const BATCH = `import http from 'k6/http';
export const options = { vus: 1, duration: '20s', batch: 400, batchPerHost: 400 };
export default function () {
  const params = { headers: { 'x-user': \`user1@\${__ENV.REGION}.example\` } };
  http.batch(Array.from({ length: 400 }, () => ['GET', \`\${__ENV.BASE_URL}/v1.0/me/authentication/methods\`, null, params]));
}
`;

/** A live drill, each of whose processes may have so many files open. */
function run(script: string, files: number, out: string): Promise<{ code: number; stderr: string }> {
  const command = `ulimit -n ${files} && exec "$0" "$@"`;
  const args = [resolve('harness/cli/headroom.js'), 'run', script, '--topology', TOPOLOGY, '--quiet', '--out', out];
  return new Promise(done => {
    execFile('bash', ['-c', command, process.execPath, ...args], { cwd: FOLDER }, (error, _, stderr) =>
      done({ code: (error?.code as number | undefined) ?? 0, stderr }),
    );
  });
}

test('too few open files for the VUs are told before anything starts', { timeout: SLOW }, async () => {
  const { code, stderr } = await run(smallScript(FOLDER, 10), 130, join(FOLDER, 'few'));
  expect(stderr).toContain('error: 20 VUs take 140 open files, and this machine allows a process 130');
  expect(code).toBe(2);
});

test('open files that run out are not the system refusing connections', { timeout: SLOW }, async () => {
  const script = join(FOLDER, 'batch.ts');
  writeFileSync(script, BATCH);
  const out = join(FOLDER, 'out');
  expect((await run(script, 256, out)).code).toBe(90);
  const { verdict, reasons, requests, timeline } = readRecord(RUN, join(out, 'run.json'));
  expect(verdict).toBe('inconclusive');
  expect(reasons[0]).toMatch(
    /^The process of the load generator was refused what it needs in second \d+, since too many files are open/,
  );
  expect(requests.byFailure['no-files']).toBeGreaterThan(0);
  expect(Object.keys(requests.byFailure)).not.toContain('refused');
  expect(
    timeline.filter(({ operation, target }) => operation === 'process-refused' && target === 'drill'),
  ).toHaveLength(1);
});
