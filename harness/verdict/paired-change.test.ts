import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../mock-service/time/distribution.ts';
import { RandomStream } from '../../mock-service/time/random.ts';
import { pairedChange, type SeedFigures, seedsFor } from './paired-change.ts';
import { CHOSEN_SEEDS, FIRST_SEEDS, givenSeeds, MOST_SEEDS } from './sampling.ts';

const seed = (change: number, baseline = 100): SeedFigures => ({ baseline, candidate: baseline + change });

describe('the mean change over seeds', () => {
  it("has Student's interval", () => {
    // Changes 1 … 5: s = √2.5, t(4) = 2.7764.
    const paired = pairedChange(
      [1, 2, 3, 4, 5].map(change => seed(change)),
      givenSeeds(5),
    );
    expect(paired).toMatchObject({ seeds: 5, baseline: 100, candidate: 103, change: 3 });
    expect(paired?.halfWidth).toBeCloseTo(2.77645 * Math.sqrt(2.5 / 5), 4);
    expect(paired?.chance).toBeCloseTo(0.01324, 4);
  });

  it('does not see what both arms have in common', () => {
    const alike = [3, 5, 4, 6].map((change, i) => seed(change, 100 * 10 ** i));
    const same = [3, 5, 4, 6].map(change => seed(change));
    expect(pairedChange(alike, givenSeeds(4))?.halfWidth).toBeCloseTo(
      pairedChange(same, givenSeeds(4))?.halfWidth as number,
      9,
    );
  });

  it('leaves out seeds in which an arm has no such figure', () => {
    expect(pairedChange([seed(1), null, seed(3)], givenSeeds(3))).toMatchObject({ seeds: 2, change: 2 });
    expect(pairedChange([null], givenSeeds(1))).toBeNull();
  });

  it('has no interval of one seed, nor of seeds that do not vary', () => {
    expect(pairedChange([seed(7)], givenSeeds(1))).toMatchObject({ change: 7, halfWidth: null, chance: 1 });
    expect(pairedChange([seed(0), seed(0), seed(0)], givenSeeds(3))).toMatchObject({ halfWidth: null, chance: 1 });
    // Eight that all say the same are no chance: 2 × 2^−8.
    expect(pairedChange(Array(8).fill(seed(0.1)), CHOSEN_SEEDS)).toMatchObject({ halfWidth: null, chance: 2 ** -7 });
  });

  it('is usual if it is one in at least half of the seeds', () => {
    const isUsual = (changes: readonly number[]): boolean | undefined =>
      pairedChange(
        changes.map(change => seed(change)),
        CHOSEN_SEEDS,
      )?.isUsual;
    expect([isUsual([1, 0, 0, 2]), isUsual([1, 0, 0, 0]), isUsual([0, 0])]).toEqual([true, false, false]);
  });

  it('takes four times the seeds for half the width', () => {
    const paired = { seeds: 8, halfWidth: 2 };
    expect([seedsFor(paired, 2), seedsFor(paired, 1), seedsFor(paired, 0)]).toEqual([8, 32, Number.POSITIVE_INFINITY]);
  });
});

/** Two rows that depend on each other, of seeds as they come. */
class TwoRows {
  readonly #random: RandomStream;
  readonly #draw: (z: number) => number;

  constructor(random: RandomStream, draw: (z: number) => number) {
    this.#random = random;
    this.#draw = draw;
  }

  take(seeds: number): [SeedFigures, SeedFigures][] {
    return Array.from({ length: seeds }, () => {
      const z = normalQuantile(this.#random.next());
      const other = 0.6 * z + 0.8 * normalQuantile(this.#random.next());
      return [seed(this.#draw(z)), seed(this.#draw(other))];
    });
  }
}

type Look = { change: number; halfWidth: number; plainHalfWidth: number };

/** How often the printed interval misses 0, the true mean change, where the first look decides by `goOn` whether there is a second. */
function misses(draw: (z: number) => number, wanted: number, goOn: (first: Look) => boolean): number {
  const random = new RandomStream(11);
  const TIMES = 4000;
  let missed = 0;
  for (let i = 0; i < TIMES; i++) {
    const rows = new TwoRows(random, draw);
    const seeds = rows.take(FIRST_SEEDS);
    const looks = [0, 1].map(row =>
      pairedChange(
        seeds.map(each => each[row] as SeedFigures),
        CHOSEN_SEEDS,
      ),
    );
    const first = looks[0] as Look;
    if (goOn(first)) {
      const needed = Math.max(...looks.map(look => seedsFor(look as NonNullable<typeof look>, wanted)));
      seeds.push(...rows.take(Math.max(0, Math.min(MOST_SEEDS, needed) - FIRST_SEEDS)));
    }
    const { change, halfWidth } = pairedChange(
      seeds.map(each => each[0]),
      CHOSEN_SEEDS,
    ) as Look;
    if (Math.abs(change) > halfWidth) missed++;
  }
  return missed / TIMES;
}

const normal = (z: number): number => z;

describe('an interval that was looked at twice', () => {
  it('misses the true change in some 5 %, where the spread alone decides', () => {
    const missed = [0.2, 0.4, 0.8].map(wanted => misses(normal, wanted, () => true));
    expect(Math.max(...missed)).toBeLessThan(0.06);
    expect(Math.min(...missed)).toBeGreaterThan(0.035);
  });

  it('misses it hardly more often where the first look is the last as soon as it is plain', () => {
    // The true change is where the first look decides by: the worst that there can be.
    const isPlain = ({ change, plainHalfWidth }: Look): boolean => Math.abs(change) > plainHalfWidth;
    expect(misses(normal, 0.4, first => !isPlain(first))).toBeLessThan(0.065);
    expect(misses(normal, 0.4, isPlain)).toBeLessThan(0.05);
  });

  it('misses it no more often where something happens in one seed of twenty, as much to the one arm as to the other', () => {
    const seldom = (z: number): number => z + (z > 1.96 ? 30 : z < -1.96 ? -30 : 0);
    expect(misses(seldom, 0.8, () => true)).toBeLessThan(0.05);
  });

  it('misses it in some 9 % where changes are skewed as the slowest response times are', () => {
    const skewed = (z: number): number => Math.exp(0.5 * z) - Math.exp(0.125);
    expect(misses(skewed, 0.3, () => true)).toBeLessThan(0.095);
  });
});
