import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Equivalents, mistaken } from './equivalents.ts';
import type { Tried } from './mutant.ts';
import { type Sample, tryMutants } from './mutation-run.ts';
import { sampledScoreOf, scoreOf, scoresWith, scoresWithSample, survivorsText } from './score.ts';

const SOURCE = `
export const DEPTH: number = 2;

export function price(count: number): number {
  if (count > 9) return 5;
  return 7;
}

export function countdown(from: number): number {
  let turns = 0;
  while (from > 0) {
    from -= 1;
    turns += 1;
  }
  return turns;
}

export function unused(): boolean {
  return true;
}
`;

const TESTS = `
import { beforeEach, describe, expect, test } from 'vitest';
import { countdown, DEPTH, price } from './price.ts';

let from = 0;
beforeEach(() => {
  from = 3;
});

test.each([[10, 5], [1, 7]])('%i pieces cost %i', (count, expected) => {
  expect(price(count)).toBe(expected);
});

describe('countdown', () => {
  test('takes as many turns as it has', async () => {
    expect((await import('./price.ts')).countdown).toBe(countdown);
    expect(countdown(from)).toBe(3);
    expect([DEPTH]).toMatchInlineSnapshot(\`
      [
        2,
      ]
    \`);
  });
});
`;

describe('a mutation run', () => {
  const root = mkdtempSync(join(tmpdir(), 'headroom-mutants-'));
  const equivalents: Equivalents = new Map([
    [
      'price.ts',
      new Map([
        ['price: 9 → 8', 'a test of the list'],
        ['price: 7 → 0', 'a mistake'],
      ]),
    ],
  ]);
  let tried: Tried[];

  beforeAll(async () => {
    writeFileSync(join(root, 'price.ts'), SOURCE);
    writeFileSync(join(root, 'price.test.ts'), TESTS);
    tried = await run('price.test.ts');
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  async function run(testFile: string, sample?: Sample): Promise<Tried[]> {
    const spec = { root, files: ['price.ts'], testFiles: [testFile], equivalents, sample, fileDone: () => {} };
    return (await tryMutants(spec)).tried;
  }

  function fates(original: string): string[] {
    return tried.filter(mutant => mutant.original === original).map(({ mutant, fate }) => `${mutant}: ${fate}`);
  }

  test('tells which mutants the tests notice, and which not', () => {
    expect(fates('count > 9')).toEqual(['true: killed', 'false: killed', 'count >= 9: survived', 'count <= 9: killed']);
  });

  test('names the test that noticed', () => {
    expect(tried.find(({ original }) => original === '7')?.by).toBe('price.test.ts: %i pieces cost %i [1]');
  });

  test('notices a constant that is computed as the module loads', () => {
    expect(fates('2')).toEqual(['0: killed', '1: killed', '3: killed', '4: killed']);
  });

  test('ends what runs on without end', () => {
    expect(fates('from -= 1')).toEqual([': timeout', 'from += 1: timeout']);
  });

  test('knows what no test comes by', () => {
    expect(fates('true')).toEqual(['undefined: uncovered', 'false: uncovered']);
  });

  test('takes the reviewed list for what survives only', () => {
    expect(fates('9')).toEqual(['0: killed', '8: equivalent', '10: killed', '18: killed']);
    expect(fates('7')).toContain('0: killed');
    const survivors = tried.filter(({ fate }) => fate === 'equivalent');
    expect(mistaken('price.ts', survivors, equivalents)).toEqual(['price: 7 → 0']);
  });

  test('has a score, of those that are not equivalent', () => {
    const { mutants, killed, equivalent, score } = scoreOf(tried);
    const left = tried.filter(({ fate }) => fate === 'survived' || fate === 'uncovered').length;
    expect([killed + left + equivalent, equivalent]).toEqual([mutants, 1]);
    expect(score).toBeCloseTo(killed / (killed + left), 2);
    expect(survivorsText(tried)).toContain('5:7      survived  price: count > 9 → count >= 9\n');
  });

  test('renews its file’s line and the room’s sum, and forgets files that are gone', () => {
    const line = { mutants: 10, killed: 6, equivalent: 2, score: 0.75 };
    const before = {
      rooms: { r: { ...line, untried: 0 }, s: { ...line, untried: 0 } },
      files: { 'r/gone.ts': line, 'r/other.ts': line, 's/a.ts': line },
    };
    const changed = tried.map(mutant => ({ ...mutant, file: 'r/price.ts' }));
    const { rooms, files } = scoresWith(
      before,
      { name: 'r', files: ['r/new.ts', 'r/other.ts', 'r/price.ts'] },
      changed,
    );
    const own = scoreOf(tried);
    expect(files).toEqual({ 'r/other.ts': line, 'r/price.ts': own, 's/a.ts': line });
    const sum = { mutants: 10 + own.mutants, killed: 6 + own.killed, equivalent: 3, untried: 1 };
    expect(rooms).toMatchObject({ s: line, r: sum });
  });

  test('tries a sample, the same for the same seed, whose score has an interval and stays when files are tried', async () => {
    const [some, again, others] = await Promise.all([
      run('price.test.ts', { count: 12, seed: 1 }),
      run('price.test.ts', { count: 12, seed: 1 }),
      run('price.test.ts', { count: 12, seed: 2 }),
    ]);
    expect(some).toHaveLength(12);
    expect(some.map(mutant => tried.findIndex(each => each.original === mutant.original))).not.toContain(-1);
    expect(again).toEqual(some);
    expect(others).not.toEqual(some);
    const sampled = sampledScoreOf(tried, 100, 1);
    expect(sampled).toMatchObject({ ...scoreOf(tried), of: 100, seed: 1 });
    expect(sampled.from).toBeLessThan(sampled.score as number);
    expect(sampled.to).toBeGreaterThan(sampled.score as number);
    const room = { name: 'r', files: ['price.ts'] };
    const kept = scoresWith(scoresWithSample({ rooms: {}, files: {} }, room, sampled), room, tried);
    expect(kept.rooms.r).toMatchObject({ ...scoreOf(tried), untried: 0, sampled });
  });

  test('does not begin if a test fails without a mutant', async () => {
    writeFileSync(join(root, 'wrong.test.ts'), TESTS.replace('toBe(3)', 'toBe(4)'));
    await expect(run('wrong.test.ts')).rejects.toThrow("'countdown > takes as many turns as it has' fails");
  });
});
