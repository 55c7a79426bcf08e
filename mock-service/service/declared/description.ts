import type { CostConfig } from '../../model/cost-draws.ts';

/** A service as a topology declares it (model §11): ms, bytes. The file format is `schemas/topology.schema.json`. */
export interface ServiceDescription {
  readonly user: UserRule;
  readonly entries: readonly EntryDescription[];
  readonly routes: readonly RouteDescription[];
}

/** Where a request names its user. Names are lower-case for headers, as written for the others. */
export interface UserRule {
  readonly in: 'header' | 'cookie' | 'bearer' | 'path' | 'query';
  readonly name: string;
}

/** One kind of entry in the cache. */
export interface EntryDescription {
  readonly name: string;
  /** Distinct keys in the store, or one for each user. */
  readonly keys: number | 'user';
  /** Bytes of one entry; null: what the cache settings say. */
  readonly sizeBytes: number | null;
  /** How often its keys are asked for: which of them a warm cache has that cannot hold all. Scripts choose keys themselves. */
  readonly popularity: 'uniform' | { readonly zipf: number };
}

/** Which part of a request is the key: whose it is, a part of the path, a query parameter, a header, or the same text for all. */
export interface KeySource {
  readonly in: 'user' | 'path' | 'query' | 'header' | 'constant';
  /** '' for `user`. */
  readonly name: string;
}

/** An entry, and which part of a request is its key. */
export interface EntryKey {
  readonly entry: string;
  readonly by: KeySource;
}

/** What a service does with the requests to one route. */
export interface RouteDescription {
  readonly method: string;
  /** `/api/products/:id` */
  readonly path: string;
  /** What it looks up in the cache, in this order. */
  readonly reads: readonly EntryKey[];
  /** All at once, rather than one after another. */
  readonly together: boolean;
  /** Reads the store, past the cache. */
  readonly readsUncached: boolean;
  /** Entries that go when its write is done; empty: it writes and none goes; null: it writes nothing. */
  readonly writes: readonly EntryKey[] | null;
  /** Answered at once, for a hit's cost; reads or writes after that, and nobody waits. */
  readonly background: boolean;
  /** Null: the topology's. */
  readonly cost: CostConfig | null;
  readonly answer: AnswerDescription;
}

export interface AnswerDescription {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** With placeholders: `{path.id}`, `{query.q}`, `{header.x}`, `{user}`, `{uuid}`, `{now}`. */
  readonly body: string;
  /** A shorter body is filled up with spaces, bytes. */
  readonly sizeBytes: number;
}
