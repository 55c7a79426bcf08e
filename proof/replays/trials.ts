import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { whileWanted } from '../../harness/cli/while-wanted.ts';
import { effortOf, isAtLeast, type Throttling, type Tried } from '../../harness/verdict/way-out.ts';
import type { WayOut } from './way-out-rows.ts';

/** Where the trials of an incident are kept, and how many are carried out at once. */
export interface TrialsHow {
  /** The incident's. */
  readonly name: string;
  readonly jobs: number;
  /** Of JSON lines, of several incidents; null: they are kept nowhere. */
  readonly file: string | null;
}

interface Kept extends Tried {
  readonly name: string;
}

/** Throttles that were tried of an incident, in this process or in one before. */
export class Trials {
  readonly #how: TrialsHow;
  readonly #endsIt: (throttling: Throttling) => Promise<boolean>;
  readonly #kept: Map<string, Tried>;
  readonly #tried = new Map<string, Tried>();

  constructor(how: TrialsHow, endsIt: (throttling: Throttling) => Promise<boolean>) {
    this.#how = how;
    this.#endsIt = endsIt;
    this.#kept = keptIn(how);
  }

  ends = async (throttling: Throttling): Promise<boolean> => {
    const key = keyOf(throttling);
    const known = this.#tried.get(key) ?? this.#kept.get(key);
    const tried = known ?? { throttling, ends: await this.#endsIt(throttling) };
    this.#tried.set(key, tried);
    if (known === undefined) this.#keep(tried);
    return tried.ends;
  };

  /** Tries what is wanted until nothing is. */
  async each(wanted: () => readonly Throttling[]): Promise<void> {
    await whileWanted(wanted, keyOf, this.#how.jobs, async throttling => {
      await this.ends(throttling);
    });
  }

  get count(): number {
    return this.#tried.size;
  }

  has(throttling: Throttling): boolean {
    return this.#tried.has(keyOf(throttling));
  }

  /** The cheapest that ends it; null: none does so far. */
  least(): Tried | null {
    const ending = [...this.#tried.values()].filter(each => each.ends);
    return ending.toSorted((a, b) => costOf(a) - costOf(b))[0] ?? null;
  }

  /** Whether it is less than one that does not end it. */
  refutes(throttling: Throttling): boolean {
    return [...this.#tried.values()].some(each => !each.ends && isAtLeast(each.throttling, throttling));
  }

  /** Of the pairs of which the lesser one ends it: how many there are, and in how many the greater one does not. */
  exceptions(): WayOut['exceptions'] {
    const tried = [...this.#tried.values()];
    const pairs = tried
      .filter(each => each.ends)
      .flatMap(less => tried.filter(more => more !== less && isAtLeast(more.throttling, less.throttling)));
    return { pairs: pairs.length, against: pairs.filter(more => !more.ends).length };
  }

  #keep(tried: Tried): void {
    const { name, file } = this.#how;
    if (file !== null) appendFileSync(file, `${JSON.stringify({ name, ...tried } satisfies Kept)}\n`);
    const { share, holdS, rampS } = tried.throttling;
    const effort = Number(costOf(tried).toPrecision(4));
    console.log(`  ${tried.ends ? 'ends it ' : 'does not'} ${effort} s: ${share} for ${holdS} s, back over ${rampS} s`);
  }
}

/** Effort, s; of none infinite. */
export function costOf(tried: Tried | null): number {
  return tried === null ? Number.POSITIVE_INFINITY : effortOf(tried.throttling);
}

function keyOf({ share, holdS, rampS }: Throttling): string {
  return `${share} ${holdS} ${rampS}`;
}

function keptIn({ file, name }: TrialsHow): Map<string, Tried> {
  if (file === null || !existsSync(file)) return new Map();
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const kept = lines.map(line => JSON.parse(line) as Kept).filter(each => each.name === name);
  return new Map(kept.map(each => [keyOf(each.throttling), each]));
}
