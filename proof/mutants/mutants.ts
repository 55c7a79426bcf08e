/**
 * Whether tests notice when the code is changed: `npm run mutants -- [--json FILE] [PATH…]`. Each mutant of the modules at or below
 * the paths (the rooms of `sources.ts` unless some are given) is tried with the unit tests of its room that come by it, until one
 * fails. Prints the survivors, and renews the lines of the files that were tried and of their rooms in `score.json`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { mistaken, readEquivalents } from './equivalents.ts';
import type { Tried } from './mutant.ts';
import { tryMutants } from './mutation-run.ts';
import { type Scores, scoreOf, scoresWith, scoreText, survivorsText } from './score.ts';
import { ROOMS, roomOf, sourcesOf, testsOf } from './sources.ts';

const SCORES = new URL('score.json', import.meta.url);

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true });
const paths = (positionals.length > 0 ? positionals : ROOMS).map(path => path.replace(/\/$/, ''));
const equivalents = readEquivalents(new URL('equivalents.yaml', import.meta.url));
let scores = JSON.parse(readFileSync(SCORES, 'utf8')) as Scores;

const all: Tried[] = [];
for (const [room, files] of Map.groupBy(new Set(paths.flatMap(sourcesOf)), roomOf)) {
  const fileDone = (file: string, tried: readonly Tried[]): void => {
    process.stderr.write(`${file}: ${scoreText(scoreOf(tried))}\n`);
    const survivors = tried.filter(({ fate }) => fate === 'equivalent');
    for (const label of mistaken(file, survivors, equivalents)) {
      process.stderr.write(`${file}: equivalents.yaml has what is noticed, or no mutant: ${label}\n`);
    }
  };
  const tried = await tryMutants({ root: process.cwd(), files, testFiles: testsOf(room), equivalents, fileDone });
  all.push(...tried);
  process.stderr.write(`${room}: ${scoreText(scoreOf(tried))}\n`);
  scores = scoresWith(scores, { name: room, files: sourcesOf(room) }, tried);
  writeFileSync(SCORES, `${JSON.stringify(scores, null, 2)}\n`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(all, null, 1)}\n`);
}
process.stdout.write(survivorsText(all));
