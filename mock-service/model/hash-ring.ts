import { hashText, mix } from '../time/random.ts';

/** How keys find their node. ring: consistent hashing; modulo: the hash modulo the number of nodes that live. */
export type Hashing = 'ring' | 'modulo';

/** Points that each node has on the ring, as ketama gives them. */
const POINTS = 160;
const KEY = hashText('cache-node');

interface Point {
  readonly at: number;
  readonly node: number;
}

/**
 * Which node owns a key. On a ring, the next point clockwise of the key's hash (D. Karger and others, 1997): when a node goes, its keys alone
 * move, to the nodes that come next. By modulo, nearly all move.
 */
export class HashRing {
  readonly #hashing: Hashing;
  readonly #key: number;
  readonly #all: readonly Point[];
  #points: readonly Point[];
  #living: readonly number[];

  /** @param seed of where the nodes' points and the keys are */
  constructor(hashing: Hashing, nodes: number, seed: number) {
    this.#hashing = hashing;
    const key = mix(seed, KEY);
    this.#key = key;
    const points = hashing === 'ring' ? POINTS : 0;
    this.#all = Array.from({ length: nodes * points }, (_, i) => {
      const node = i % nodes;
      return { at: mix(mix(key, node), Math.floor(i / nodes)) >>> 0, node };
    }).sort((a, b) => a.at - b.at);
    this.#points = this.#all;
    this.#living = Array.from({ length: nodes }, (_, node) => node);
  }

  /** Nodes have gone or come. */
  live(isAlive: (node: number) => boolean, nodes: number): void {
    this.#points = this.#all.filter(({ node }) => isAlive(node));
    this.#living = Array.from({ length: nodes }, (_, node) => node).filter(isAlive);
  }

  /** @returns the node; −1: none lives */
  owner(key: number): number {
    if (this.#living.length === 0) return -1;
    const hash = mix(this.#key, key) >>> 0;
    if (this.#hashing === 'modulo') return this.#living[hash % this.#living.length] as number;
    let low = 0;
    let high = this.#points.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#points[middle] as Point).at < hash) low = middle + 1;
      else high = middle;
    }
    return (this.#points[low === this.#points.length ? 0 : low] as Point).node;
  }
}
