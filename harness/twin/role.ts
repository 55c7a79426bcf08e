/** What of a service's telemetry a twin is made from. */
export interface RoleFacts {
  /** counter: only grows; histogram: its query names the `_bucket` series; gauge: what it says is so now. */
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** In what the numbers are, once `times` has been applied; of a histogram, its bounds. */
  readonly unit: 'requests' | 'seconds' | 'bytes' | 'cores' | 'slots';
  readonly help: string;
  /** What is not known without it. */
  readonly without: string;
}

export const ROLES = {
  requests: {
    kind: 'counter',
    unit: 'requests',
    help: 'Requests that an instance answered, by route and status; by what the cache said too, if it is a label.',
    without: 'the mix of routes, the load, and what writes and plain routes cost',
  },
  lookups: {
    kind: 'counter',
    unit: 'requests',
    help: 'Lookups of the cache by what it said, where requests do not have that as a label.',
    without: 'the hit ratio, and so the costs of hits and misses apart',
  },
  cpu: {
    kind: 'counter',
    unit: 'seconds',
    help: 'CPU time that an instance has used.',
    without: 'every cost',
  },
  memory: {
    kind: 'gauge',
    unit: 'bytes',
    help: 'Memory that an instance uses.',
    without: 'the memory of an idle instance, and what a request takes of it',
  },
  cacheBytes: {
    kind: 'gauge',
    unit: 'bytes',
    help: "What an instance's cache takes of its memory.",
    without: 'how much of the memory is the cache',
  },
  inFlight: {
    kind: 'gauge',
    unit: 'requests',
    help: 'Requests that an instance works on or has waiting.',
    without: 'what a request takes of the memory',
  },
  durations: {
    kind: 'histogram',
    unit: 'seconds',
    help: 'From the arrival of a request at an instance to its answer, by route, and by what the cache said, as buckets.',
    without: 'the shapes of costs',
  },
  latency: {
    kind: 'histogram',
    unit: 'seconds',
    help: 'What callers wait for an answer, at what stands before the pools, as buckets; without it, durations.',
    without: 'what callers wait, beyond what instances say',
  },
  store: {
    kind: 'histogram',
    unit: 'seconds',
    help: 'Calls of the store of record, as buckets.',
    without: "the store's latency",
  },
  storeUsed: {
    kind: 'gauge',
    unit: 'slots',
    help: 'Calls that the store works on, or connections in use.',
    without: 'how full the store was',
  },
  storeLimit: {
    kind: 'gauge',
    unit: 'slots',
    help: 'How many the store works on at once.',
    without: "the store's limit",
  },
  cores: {
    kind: 'gauge',
    unit: 'cores',
    help: 'Cores of an instance, or its CPU limit.',
    without: 'the share of the CPU that is used',
  },
  memoryLimit: {
    kind: 'gauge',
    unit: 'bytes',
    help: 'Memory limit of an instance.',
    without: 'when an instance dies for want of memory',
  },
} as const satisfies Readonly<Record<string, RoleFacts>>;

export type Role = keyof typeof ROLES;
export const ROLE_NAMES = Object.keys(ROLES) as Role[];

/** What a label of a series says. */
export const MEANINGS = ['pool', 'instance', 'route', 'method', 'status', 'outcome'] as const;
export type Meaning = (typeof MEANINGS)[number];

/** What the cache said of a request. */
export const OUTCOMES = ['hit', 'coalesced', 'miss', 'none'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How a role is read. */
export interface RoleQuery {
  /** PromQL: a selector of raw series, or an expression. */
  readonly query: string;
  /** Which label says what. */
  readonly labels: Readonly<Partial<Record<Meaning, string>>>;
  /** What the numbers are multiplied by to be in the role's unit. */
  readonly times: number;
}

/** The words of common exporters for what the cache said; in lower case. */
export const OUTCOME_WORDS: Readonly<Record<string, Outcome>> = {
  hit: 'hit',
  stale: 'hit',
  early: 'hit',
  updating: 'hit',
  revalidated: 'hit',
  true: 'hit',
  coalesced: 'coalesced',
  joined: 'coalesced',
  miss: 'miss',
  expired: 'miss',
  false: 'miss',
  none: 'none',
  bypass: 'none',
  write: 'none',
  '': 'none',
};
