import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RandomStream } from '../../mock-service/time/random.ts';
import { type Equivalents, reasonOf } from './equivalents.ts';
import { instrument, type PlacedMutant } from './instrument.ts';
import type { Tried } from './mutant.ts';
import { isTimed } from './sources.ts';
import type { TestCover, TestSelection } from './trial.ts';
import { Trials } from './trials.ts';

/** What is to be tried: all mutants of some files, with some files of tests, by their paths from the root. */
export interface MutationSpec {
  readonly root: string;
  readonly files: readonly string[];
  readonly testFiles: readonly string[];
  readonly equivalents: Equivalents;
  /** Left out: all of them are tried. */
  readonly sample?: Sample | undefined;
  /** Called when all mutants of a file were tried. */
  readonly fileDone: (file: string, tried: readonly Tried[]) => void;
}

/** So many mutants, each as likely as any other, the same for the same seed. */
export interface Sample {
  readonly count: number;
  readonly seed: number;
}

/** Tries all mutants, or a sample of them. @throws if a test fails without one */
export async function tryMutants(spec: MutationSpec): Promise<{ tried: Tried[]; of: number }> {
  const { root, files, testFiles, equivalents, sample, fileDone } = spec;
  const placed: PlacedMutant[] = [];
  const firsts: [string, number][] = [];
  for (const file of files) {
    firsts.push([file, placed.length]);
    placed.push(...instrument(file, readFileSync(join(root, file), 'utf8'), placed.length, true).mutants);
  }
  const trials = new Trials({ root, firsts, mutants: placed.length });
  try {
    const covers = new Map<string, readonly TestCover[]>();
    for (const testFile of testFiles) covers.set(testFile, await covered(trials, testFile));
    const tried: Tried[] = [];
    let done = 0;
    const chosen = sample === undefined ? [...placed.keys()] : drawn(placed.length, sample);
    for (const [i, number] of chosen.entries()) {
      const { mutant, place } = placed[number] as PlacedMutant;
      tried.push(await fateOf(number, { mutant, place }));
      if (placed[chosen[i + 1] ?? placed.length]?.mutant.file === mutant.file) continue;
      fileDone(mutant.file, tried.slice(done));
      done = tried.length;
    }
    return { tried, of: placed.length };

    async function fateOf(number: number, { mutant, place }: PlacedMutant): Promise<Tried> {
      const selections = selectionsFor(mutant.file, place, covers);
      const { by, endless } = await trials.try(number, selections);
      if (by !== null) return { ...mutant, fate: endless ? 'timeout' : 'killed', by };
      const reason = reasonOf(mutant, equivalents);
      if (reason !== undefined) return { ...mutant, fate: 'equivalent', by: reason };
      return { ...mutant, fate: selections.length > 0 ? 'survived' : 'uncovered', by: null };
    }
  } finally {
    trials.end();
  }
}

/** Numbers below `of`, ascending. */
function drawn(of: number, { count, seed }: Sample): number[] {
  const random = new RandomStream(seed);
  const keyed = Array.from({ length: of }, (_, number) => ({ number, key: random.next() }));
  const first = keyed.sort((a, b) => a.key - b.key).slice(0, count);
  return first.map(({ number }) => number).sort((a, b) => a - b);
}

async function covered(trials: Trials, testFile: string): Promise<readonly TestCover[]> {
  const tests = await trials.cover(testFile);
  const failed = tests.find(({ failure }) => failure !== null);
  if (failed !== undefined) {
    throw new Error(`${testFile}: '${failed.name}' fails alone and without a mutant: ${failed.failure}`);
  }
  return tests;
}

/** The tests that come by a place: those in the file's own tests first, timed ones last, the quickest first. */
function selectionsFor(
  file: string,
  place: number,
  covers: ReadonlyMap<string, readonly TestCover[]>,
): TestSelection[] {
  const own = file.replace(/\.ts$/, '.test.ts');
  const selections: TestSelection[] = [];
  for (const [testFile, all] of covers) {
    const tests = all.map(({ steps, ms, reached }, number) => ({ number, steps, ms, reached }));
    const coming = tests.filter(({ reached }) => reached.includes(place));
    if (coming.length === 0) continue;
    const needs = coming.map(({ number, steps, ms }) => ({ number, steps, ms }));
    selections.push({ testFile, tests: needs, timed: isTimed(testFile) });
  }
  const rank = ({ testFile, timed }: TestSelection): number => (timed ? 2 : testFile === own ? 0 : 1);
  return selections.sort((a, b) => rank(a) - rank(b) || totalMs(a) - totalMs(b));
}

function totalMs({ tests }: TestSelection): number {
  return tests.reduce((sum, { ms }) => sum + ms, 0);
}
