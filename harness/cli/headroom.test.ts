import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

/** The command with a Node that says it is 20, on some machine. */
function withNode20(platform: string, arch: string): { code: number | null; stderr: string } {
  const faked = `
    const own = (key, value) => Object.defineProperty(process, key, { value });
    own('versions', { ...process.versions, node: '20.1.0' });
    own('version', 'v20.1.0');
    own('platform', '${platform}');
    own('arch', '${arch}');`;
  const fake = `data:text/javascript,${encodeURIComponent(faked)}`;
  const { status, stderr } = spawnSync(process.execPath, ['--import', fake, 'harness/cli/headroom.js', '--version']);
  return { code: status, stderr: String(stderr) };
}

const NEEDS = 'headroom needs Node.js 24 or later, and this is v20.1.0. ';

test('a Node that is too old is told which one there is instead', () => {
  const way =
    'In a checkout, `npx headroom …` and `npm start` use the one that `npm ci` has brought; or install a current Node.js.';
  expect(withNode20('linux', 'x64')).toEqual({ code: 2, stderr: `${NEEDS}${way}\n` });
});

test.each([
  ['darwin', 'arm64'],
  ['linux', 'arm64'],
])('on %s %s there is none, and none is named', (platform, arch) => {
  expect(withNode20(platform, arch)).toEqual({ code: 2, stderr: `${NEEDS}Install a current Node.js.\n` });
});

test.runIf(process.platform === 'linux')(
  'a working folder that was removed is told, and nothing waits for ever',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'headroom-removed-'));
    const bin = resolve('harness/cli/headroom.js');
    const gone = 'cd "$1" && rmdir "$1" && exec "$2" "$3" run any.ts';
    const { status, stderr } = spawnSync('sh', ['-c', gone, 'sh', folder, process.execPath, bin], { timeout: 60_000 });
    expect([status, String(stderr)]).toEqual([2, 'error: the working folder was removed: change into another one\n']);
  },
);
