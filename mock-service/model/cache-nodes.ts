import type { CacheSettings } from '../settings/cache-settings.ts';
import { everyKnob } from '../settings/knobs.ts';
import { type Clock, type Timer, timer } from '../time/clock.ts';
import { type Distribution, type DistributionSpec, distribution } from '../time/distribution.ts';
import { hashText, mix, uniform } from '../time/random.ts';
import type { Activations } from './cache/activations.ts';
import { Cache } from './cache/cache.ts';
import { CacheNode, type NodeCall } from './cache-node.ts';
import { type Hashing, HashRing } from './hash-ring.ts';
import { instanceCount } from './instance-count.ts';
import { KeyCounts } from './key-counts.ts';
import type { KeySpaces } from './key-spaces.ts';
import type { OnFailure, RemoteCache, RemoteLookup } from './remote-cache.ts';

export interface CacheTierConfig {
  readonly nodes: number;
  /** Of one node, as cache settings give it: theirs is not looked at. */
  readonly capacity: CacheSettings['capacity'];
  readonly latency: DistributionSpec;
  /** Calls that a node works on at once. */
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly onFailure: OnFailure;
  readonly hashing: Hashing;
  /** How long a lost node refuses. */
  readonly restartAfterMs: number;
}

/** What `degrade` does to some of the nodes. */
export interface NodeDegradation {
  readonly latencyFactor: number;
  readonly latencyAddMs: number;
  /** The share of the slots that remain, 0–1. */
  readonly concurrency: number;
}

/** What a node did in a time. */
export interface NodeActivity {
  readonly lookups: number;
  readonly hits: number;
  /** Calls that timed out, and those that were refused. */
  readonly timeouts: number;
  readonly refused: number;
  /** The most slots in use, and the most calls waiting for one. */
  readonly active: number;
  readonly waiting: number;
  /** Slots that there are now. */
  readonly slots: number;
}

const HEALTHY: NodeDegradation = { latencyFactor: 1, latencyAddMs: 0, concurrency: 1 };

interface KeyedCall extends NodeCall {
  readonly key: number;
}

/** A cache tier of its own (model §2.1): nodes by which the instances of all pools share their entries, each with its own queue. */
export class CacheNodes implements RemoteCache {
  readonly onFailure: OnFailure;
  readonly nodes: readonly CacheNode[];
  readonly config: CacheTierConfig;
  readonly #clock: Clock;
  readonly #ring: HashRing;
  readonly #latency: Distribution;
  readonly #key: number;
  readonly #calls = new KeyCounts();
  readonly #degraded: NodeDegradation[];
  /** Settings with the capacity of a node, by those that an instance has. */
  readonly #ofNode = new WeakMap<CacheSettings, CacheSettings>();
  readonly #revivals: readonly Timer[];
  #last: NodeActivity[];

  /** @param settings with which the nodes begin */
  constructor(config: CacheTierConfig, clock: Clock, settings: CacheSettings, entries: KeySpaces | null, seed: number) {
    this.config = config;
    this.onFailure = config.onFailure;
    this.#clock = clock;
    this.#key = mix(seed, hashText('cache-tier'));
    this.#latency = distribution(config.latency);
    this.#ring = new HashRing(config.hashing, config.nodes, this.#key);
    this.#degraded = Array.from({ length: config.nodes }, () => HEALTHY);
    this.nodes = this.#degraded.map((_, node) => {
      const cache = new Cache(this.#settingsOfNode(settings), mix(this.#key, node), entries);
      const latency = (call: NodeCall): number => this.#latencyOf(call as KeyedCall, node);
      return new CacheNode(clock, cache, config.concurrency, config.timeoutMs, latency);
    });
    this.#revivals = this.nodes.map(node =>
      timer(() => {
        node.revive();
        this.#membersChanged();
      }),
    );
    this.#last = this.nodes.map(() => NOTHING);
  }

  lookUp(lookup: RemoteLookup, settings: CacheSettings): void {
    const node = this.#owner(lookup.key);
    this.#submit(node, {
      key: lookup.key,
      perform: (cache, now) => {
        this.#apply(cache, settings);
        const found = cache.lookup(lookup.key, now);
        node.counts.lookups++;
        if (found !== 'miss') node.counts.hits++;
        const entry = cache.found;
        const standInUntil =
          entry === undefined || entry.record === null ? 0 : entry.expiresAt + settings.staleIfErrorMs;
        lookup.lookedUp(found, entry?.record ?? null, standInUntil, now);
      },
      failed: (_, now) => lookup.lookUpFailed(now),
    });
  }

  fill(key: number, record: unknown, missedAt: number, settings: CacheSettings): void {
    this.#submit(this.#owner(key), {
      key,
      perform: (cache, now) => {
        this.#apply(cache, settings);
        cache.store(key, record, now - missedAt, now);
      },
      failed() {},
    });
  }

  remove(key: number, settings: CacheSettings): void {
    this.#submit(this.#owner(key), {
      key,
      perform: (cache, now) => {
        this.#apply(cache, settings);
        cache.invalidate(key, now);
      },
      failed() {},
    });
  }

  /** An entry of a warm start, as far as there is room. @param age as a share of its ttl */
  warm(key: number, record: unknown, age: number): void {
    const { cache } = this.#owner(key);
    if (cache.hasRoomFor(key)) cache.store(key, record, 0, this.#clock.now(), age);
  }

  /** The first ⌈share · n⌉ nodes lose their entries and what they work on, and refuse for `restartAfter`. */
  restart(share: number): void {
    const now = this.#clock.now();
    const lost = this.#first(share);
    for (const [i, node] of lost.entries()) {
      node.die(now);
      this.#clock.schedule(this.#revivals[i] as Timer, now + this.config.restartAfterMs);
    }
    this.#membersChanged();
  }

  flush(share: number): void {
    for (const { cache } of this.#first(share)) cache.flush();
  }

  /** Calls in a slot keep the latency they have. */
  degrade(share: number, degradation: NodeDegradation | null): void {
    const slots = Math.max(1, Math.floor(this.config.concurrency * (degradation ?? HEALTHY).concurrency));
    for (const [i, node] of this.#first(share).entries()) {
      this.#degraded[i] = degradation ?? HEALTHY;
      node.concurrency = slots;
    }
  }

  /** What each node did since the last call. */
  sample(): NodeActivity[] {
    const last = this.#last;
    this.#last = this.nodes.map(({ counts }) => ({ ...counts, active: 0, waiting: 0, slots: 0 }));
    return this.#last.map((total, i) => {
      const { lookups, hits, timeouts, refused } = last[i] as NodeActivity;
      const node = this.nodes[i] as CacheNode;
      return {
        lookups: total.lookups - lookups,
        hits: total.hits - hits,
        timeouts: total.timeouts - timeouts,
        refused: total.refused - refused,
        ...node.takePeaks(),
        slots: node.concurrency,
      };
    });
  }

  /** How often each knob acted in the nodes. */
  activations(): Activations {
    return everyKnob(knob => this.nodes.reduce((sum, { cache }) => sum + cache.activations[knob], 0));
  }

  #submit(node: CacheNode, call: KeyedCall): void {
    node.submit(call, this.#clock.now());
  }

  /** Where none lives, one that refuses. */
  #owner(key: number): CacheNode {
    return (this.nodes[this.#ring.owner(key)] ?? this.nodes[0]) as CacheNode;
  }

  #first(share: number): CacheNode[] {
    return this.nodes.slice(0, instanceCount(share, this.nodes.length));
  }

  #membersChanged(): void {
    this.#ring.live(node => this.nodes[node]?.alive === true, this.nodes.length);
  }

  #latencyOf({ key }: KeyedCall, node: number): number {
    const { latencyFactor, latencyAddMs } = this.#degraded[node] as NodeDegradation;
    const u = uniform(mix(mix(this.#key, key), this.#calls.next(key)));
    return this.#latency(u) * latencyFactor + latencyAddMs;
  }

  #apply(cache: Cache, settings: CacheSettings): void {
    const ofNode = this.#settingsOfNode(settings);
    if (cache.settings !== ofNode) cache.apply(ofNode);
  }

  #settingsOfNode(settings: CacheSettings): CacheSettings {
    let ofNode = this.#ofNode.get(settings);
    if (ofNode === undefined) {
      ofNode = { ...settings, capacity: this.config.capacity };
      this.#ofNode.set(settings, ofNode);
    }
    return ofNode;
  }
}

const NOTHING: NodeActivity = { lookups: 0, hits: 0, timeouts: 0, refused: 0, active: 0, waiting: 0, slots: 0 };
