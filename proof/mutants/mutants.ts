/**
 * Whether tests notice when the code is changed: `npm run mutants -- [--json FILE] [--sample N [--seed N]] [PATH…]`. Each mutant of the modules at or below
 * the paths (the rooms of `sources.ts` unless some are given) is tried with the unit tests of its room that come by it, until one
 * fails. Prints the survivors, and renews the lines of the files that were tried and of their rooms in `score.json`. `--sample` tries so
 * many of a room's mutants: its score has then an interval.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { mistaken, readEquivalents } from './equivalents.ts';
import type { Tried } from './mutant.ts';
import { tryMutants } from './mutation-run.ts';
import {
  type Scores,
  sampledScoreOf,
  scoreOf,
  scoresWith,
  scoresWithSample,
  scoreText,
  survivorsText,
} from './score.ts';
import { ROOMS, roomOf, sourcesOf, testsOf } from './sources.ts';

const SCORES = new URL('score.json', import.meta.url);

const { values, positionals } = parseArgs({
  options: { json: { type: 'string' }, sample: { type: 'string' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const sample = values.sample === undefined ? undefined : { count: Number(values.sample), seed: Number(values.seed) };
const paths = (positionals.length > 0 ? positionals : ROOMS).map(path => path.replace(/\/$/, ''));
const equivalents = readEquivalents(new URL('equivalents.yaml', import.meta.url));
let scores = JSON.parse(readFileSync(SCORES, 'utf8')) as Scores;

const all: Tried[] = [];
for (const [room, files] of Map.groupBy(new Set(paths.flatMap(sourcesOf)), roomOf)) {
  const fileDone = (file: string, tried: readonly Tried[]): void => {
    process.stderr.write(`${file}: ${scoreText(scoreOf(tried))}\n`);
    if (sample !== undefined) return;
    const survivors = tried.filter(({ fate }) => fate === 'equivalent');
    for (const label of mistaken(file, survivors, equivalents)) {
      process.stderr.write(`${file}: equivalents.yaml has what is noticed, or no mutant: ${label}\n`);
    }
  };
  const spec = { root: process.cwd(), files, testFiles: testsOf(room), equivalents, sample, fileDone };
  const { tried, of } = await tryMutants(spec);
  all.push(...tried);
  process.stderr.write(`${room}: ${scoreText(scoreOf(tried))}\n`);
  const whole = { name: room, files: sourcesOf(room) };
  // A sample of some of its files says nothing of the room.
  if (sample === undefined) scores = scoresWith(scores, whole, tried);
  else if (files.length === whole.files.length) {
    scores = scoresWithSample(scores, whole, sampledScoreOf(tried, of, sample.seed));
  }
  writeFileSync(SCORES, `${JSON.stringify(scores, null, 2)}\n`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(all, null, 1)}\n`);
}
process.stdout.write(survivorsText(all));
