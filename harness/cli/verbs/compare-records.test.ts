import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { COMPARE, comparisonOf } from '../../record/compare-record.ts';
import { RANKING, rankingOf } from '../../record/ranking-record.ts';
import { readRecord } from '../../record/record-file.ts';
import { REPEAT, repeatOf } from '../../record/repeat-record.ts';
import { ROLLOUT, rolloutOf } from '../../record/rollout-record.ts';
import { RUN, type RunRecord } from '../../record/run-record.ts';
import { incidentRun, quietRun } from '../../record/test-run.ts';
import { writeRecord } from '../../record/write-record.ts';
import { givenSeeds } from '../../verdict/sampling.ts';
import { HALTED } from '../../verdict/test-rollout.ts';
import { main } from '../main.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-compared-'));
const at = (...parts: string[]): string => join(FOLDER, ...parts);
const keep = (part: string, run: RunRecord): void => writeRecord(RUN, at(part, 'run.json'), run);

beforeAll(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const [quiet, incident] = [quietRun(), incidentRun()];
  keep('quiet', quiet);
  keep('incident', incident);
  for (const seed of [1, 2, 3]) {
    keep(`repeat/seed-${seed}`, quietRun({ seed }));
    keep(`gathered/monday-${seed}`, incidentRun({ seed }));
  }
  writeRecord(REPEAT, at('repeat/repeat.json'), repeatOf([quiet, quietRun({ seed: 2 })], ['a', 'b']));
  const pair = { baseline: quiet, candidate: incident };
  writeRecord(COMPARE, at('comparison/compare.json'), comparisonOf([pair], ['a', 'b'], givenSeeds(1)));
  keep('comparison/baseline', quiet);
  keep('comparison/candidate', incident);
  const arms = [quiet, incident].map(run => ({ runs: [run], paths: ['a'] }));
  writeRecord(RANKING, at('ranking/ranking.json'), rankingOf(arms));
  keep('ranking/baseline', quiet);
  keep('mixed/baseline', quiet);
  keep('mixed/short-ttl', incidentRun({ seed: 2 }));
  keep('twice/a', quiet);
  keep('twice/b', quiet);
  writeRecord(ROLLOUT, at('rollout/rollout.json'), rolloutOf(quiet, HALTED, [], 'drill/run.json'));
  keep('rollout/drill', quiet);
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(FOLDER, { recursive: true });
});

/** @returns the exit code, and what was complained of without the folder's name */
async function compare(a: string, b: string, out = 'out'): Promise<[code: number, said: string]> {
  let said = '';
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    said += String(text).replaceAll(`${FOLDER}/`, '');
    return true;
  });
  const code = await main(['compare', at(a), at(b), '--quiet', '--out', at(out)]);
  stderr.mockRestore();
  return [code, said];
}

test('two runs, by their folders or their records', async () => {
  expect(await compare('quiet', 'incident/run.json')).toEqual([99, '']);
  expect(readRecord(COMPARE, at('out/compare.json')).runs).toEqual([at('quiet/run.json'), at('incident/run.json')]);
  expect((await compare('comparison/baseline', 'comparison/candidate'))[0]).toBe(99);
});

test('repeated runs, and runs of several seeds that somebody gathered, are paired by seed', async () => {
  expect(await compare('repeat', 'gathered', 'paired')).toEqual([99, '']);
  expect(readRecord(COMPARE, at('paired/compare.json')).runs).toHaveLength(6);
});

test('a run of a seed that the other has not is told to be left out', async () => {
  const [, said] = await compare('repeat', 'comparison/candidate', 'left-out');
  expect(readRecord(COMPARE, at('left-out/compare.json')).runs).toHaveLength(2);
  expect(said).toMatch(
    /^left out, since the other has no run of that seed: repeat\/\S+run\.json, repeat\/\S+run\.json\n$/,
  );
});

test.each([['--sensitivity'], ['--repeat=5'], ['--against=a.yaml']])('%s would drill', async flag => {
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  expect(await main(['compare', at('quiet'), at('incident'), flag, '--out', at('none')])).toBe(2);
  stderr.mockRestore();
});

test.each([
  ['comparison', 'a comparison, and what is compared are runs: name the run.json of one, or its folder'],
  ['comparison/compare.json', 'a comparison, and what is compared are runs'],
  ['ranking', 'a ranking record, and what is compared are runs'],
  ['rollout', 'a rollout record, and what is compared are runs'],
  ['mixed', 'a folder with runs of several settings (baseline in mixed/baseline/run.json, short-ttl in mixed/'],
  ['twice', 'a folder with several runs of seed 1 (twice/b/run.json and twice/a/run.json): name one'],
])('%s is refused: it is no run', async (path, message) => {
  for (const [code, said] of [await compare(path, 'quiet', 'none'), await compare('quiet', path, 'none')]) {
    expect(said).toContain(message);
    expect(code).toBe(104);
  }
});
