import { mix, uniform } from '../time/random.ts';
import type { Load } from './cost-draws.ts';
import { LOAD_MEMORY_MS } from './load-meter.ts';

/** How an instance refuses requests as its CPU fills, those of the least important classes first. */
export interface ShedConfig {
  /** Shares of the CPU lately: up to the first none are refused, from the second on all. */
  readonly from: number;
  readonly to: number;
  readonly curve: ShedCurve;
}

export const SHED_CURVES = ['linear', 'quadratic', 'cubic'] as const;
export type ShedCurve = (typeof SHED_CURVES)[number];

/** The share of all requests that is refused at a share of the CPU, 0–1. */
export function shedShare({ from, to, curve }: ShedConfig, cpu: number): number {
  const x = Math.min(1, Math.max(0, (cpu - from) / (to - from)));
  switch (curve) {
    case 'linear':
      return x;
    case 'quadratic':
      return x * x;
    case 'cubic':
      return x * x * x;
  }
}

/**
 * The chance that a request of a class is refused, if a share of all requests is to be: the last classes as a whole, then the rest of it of the one
 * before them.
 * @param offered how many of each class came lately, the most important first
 */
export function shedChance(share: number, offered: readonly number[], rank: number): number {
  let left = share * offered.reduce((sum, each) => sum + each, 0);
  for (let last = offered.length - 1; last > rank; last--) left -= offered[last] as number;
  const own = offered[rank] as number;
  return left <= 0 || own <= 0 ? 0 : Math.min(1, left / own);
}

/** Decides which requests an instance refuses (model §1.7). */
export class Shedding {
  /** Refused so far, by class. */
  readonly shed: number[];
  readonly #config: ShedConfig;
  readonly #load: Load;
  readonly #key: number;
  /** How many of each class came lately: of those of a second ago 1/e is left. */
  readonly #offered: number[];
  #lastAt: number;
  #decided = 0;

  /** @param classes how many there are; @param load of its CPU lately */
  constructor(config: ShedConfig, classes: number, load: Load, key: number, now: number) {
    this.#config = config;
    this.#load = load;
    this.#key = key;
    this.#offered = new Array<number>(classes).fill(0);
    this.shed = new Array<number>(classes).fill(0);
    this.#lastAt = now;
  }

  /** Whether a request that has come is refused. @param rank the place of its class */
  refuses(rank: number, now: number): boolean {
    const left = Math.exp((this.#lastAt - now) / LOAD_MEMORY_MS);
    this.#lastAt = now;
    for (let i = 0; i < this.#offered.length; i++) this.#offered[i]! *= left;
    this.#offered[rank]!++;
    const chance = shedChance(shedShare(this.#config, this.#load.share()), this.#offered, rank);
    if (chance === 0 || uniform(mix(this.#key, this.#decided++)) >= chance) return false;
    this.shed[rank]!++;
    return true;
  }
}
