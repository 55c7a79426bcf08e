import { expect, test } from 'vitest';
import { descendants } from '../../e2e/process-tree.ts';
import { steadyBuild } from './steady-build.ts';

const SOURCE = { stdin: { contents: 'export default 1' }, write: false, logLevel: 'silent' } as const;

test.runIf(process.platform === 'linux')('builds again after Ctrl-C has ended what builds', async () => {
  const first = await steadyBuild(SOURCE);
  const builders = descendants(process.pid).filter(({ command }) => command.includes('--service='));
  expect(builders.length).toBeGreaterThan(0);
  for (const { pid } of builders) process.kill(pid, 'SIGINT');
  await new Promise(resolve => setTimeout(resolve, 200));
  expect((await steadyBuild(SOURCE)).outputFiles[0]?.text).toBe(first.outputFiles[0]?.text);
});

test('what is wrong with the source is told once', async () => {
  const broken = { ...SOURCE, stdin: { contents: 'export default (' } };
  await expect(steadyBuild(broken)).rejects.toMatchObject({ errors: [{ text: 'Unexpected end of file' }] });
});
