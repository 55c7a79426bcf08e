import { masked, type Secret } from '../../../mock-service/settings/secret.ts';
import type { Caller } from './caller.ts';
import { failureText } from './caller.ts';
import { type Metrics, POOL_METRICS, type PoolMetric, type PoolQuery } from './target.ts';

/** A number that a query gave. */
export interface Measured {
  readonly value: number;
  /** The moment that it is of, by the server's clock: Unix time, ms. */
  readonly atEpochMs: number;
}

/** What a query gave by pool; pools of which it said nothing are left out. */
export type ByPool = ReadonlyMap<string, Measured>;

/** All that was measured at one time. */
export interface Reading {
  readonly pools: Readonly<Partial<Record<PoolMetric, ByPool>>>;
  readonly storeUsed: Measured | null;
  /** The pool that has the users; null: nobody can tell. */
  readonly active: { readonly pool: string; readonly atEpochMs: number } | null;
  /** Why something could not be measured, a sentence each. */
  readonly problems: readonly string[];
}

/** What one query has come to. */
type Queried = { readonly rows: readonly Row[] } | { readonly problem: string };

interface Row extends Measured {
  readonly labels: Readonly<Record<string, string>>;
}

/** A server that does not answer in this time is not there. */
const PATIENCE_MS = 5000;

/** Asks a Prometheus what a target's metrics are now. */
export class PrometheusReader {
  readonly #caller: Caller;
  readonly #metrics: Metrics;
  readonly #pools: readonly string[];
  readonly #secrets: readonly Secret[];

  constructor(caller: Caller, metrics: Metrics, pools: readonly string[], secrets: readonly Secret[]) {
    this.#caller = caller;
    this.#metrics = metrics;
    this.#pools = pools;
    this.#secrets = secrets;
  }

  async read(): Promise<Reading> {
    const { queries, store, active } = this.#metrics;
    const problems: string[] = [];
    const asked = POOL_METRICS.map(async metric => {
      const query = queries[metric];
      return query === undefined ? null : ([metric, await this.#byPool(metric, query, problems)] as const);
    });
    const [pools, storeUsed, activePool] = await Promise.all([
      Promise.all(asked),
      store === null ? null : this.#one('store.used', store.used, problems),
      active === null ? null : this.active(problems),
    ]);
    return {
      pools: Object.fromEntries(pools.filter(each => each !== null)),
      ...{ storeUsed, active: activePool, problems: [...new Set(problems)] },
    };
  }

  /** The pool that has the users; null: nobody can tell. @param problems gets why */
  async active(problems: string[] = []): Promise<Reading['active']> {
    const { active } = this.#metrics;
    return active === null ? null : activeOf(await this.#byPool('active', active, problems));
  }

  async #byPool(name: string, query: PoolQuery, problems: string[]): Promise<ByPool> {
    if (typeof query !== 'string') {
      const found = await Promise.all(
        Object.entries(query).map(async ([pool, each]) => [pool, await this.#one(name, each, problems)] as const),
      );
      return new Map(found.filter((each): each is readonly [string, Measured] => each[1] !== null));
    }
    const queried = await this.#query(name, query);
    if ('problem' in queried) problems.push(queried.problem);
    const rows = 'problem' in queried ? [] : queried.rows;
    const { byPool, unnamed } = sortByPool(rows, this.#pools, this.#metrics.label);
    if (unnamed > 0)
      problems.push(
        `metrics.${name} gave ${unnamed} values without the label ${this.#metrics.label}: sum by (${this.#metrics.label}) (…), or a query for each pool`,
      );
    return byPool;
  }

  async #one(name: string, query: string, problems: string[]): Promise<Measured | null> {
    const queried = await this.#query(name, query);
    if ('problem' in queried) problems.push(queried.problem);
    else if (queried.rows.length > 1)
      problems.push(`metrics.${name} gave ${queried.rows.length} values, where one is needed`);
    else return queried.rows[0] ?? null;
    return null;
  }

  async #query(name: string, query: string): Promise<Queried> {
    const { url, token } = this.#metrics;
    const { status, text, failure } = await this.#caller.call({
      method: 'GET',
      url: `${url}/api/v1/query?query=${encodeURIComponent(query)}`,
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      timeoutMs: PATIENCE_MS,
    });
    if (failure !== null)
      return { problem: `the metric server ${this.#shown(url)} cannot be read: ${failureText(failure)}` };
    const rows = status === 200 ? rowsOf(text) : null;
    if (rows !== null) return { rows };
    return { problem: `metrics.${name} cannot be read: ${status} ${this.#shown(errorOf(text))}` };
  }

  #shown(text: string): string {
    return masked(text, this.#secrets);
  }
}

/** The highest value has the users; where two have the same, or none is above 0, nobody can tell. */
export function activeOf(byPool: ByPool): Reading['active'] {
  const [first, second] = [...byPool].sort(([, a], [, b]) => b.value - a.value);
  if (first === undefined || first[1].value <= 0 || second?.[1].value === first[1].value) return null;
  return { pool: first[0], atEpochMs: first[1].atEpochMs };
}

/** A single value without the label is that of a single pool. */
function sortByPool(
  rows: readonly Row[],
  pools: readonly string[],
  label: string,
): { byPool: ByPool; unnamed: number } {
  const byPool = new Map<string, Measured>();
  let unnamed = 0;
  for (const { labels, value, atEpochMs } of rows) {
    const pool = labels[label] ?? (pools.length === 1 && rows.length === 1 ? pools[0] : undefined);
    if (pool === undefined) unnamed++;
    else if (pools.includes(pool)) byPool.set(pool, { value, atEpochMs });
  }
  return { byPool, unnamed };
}

/** The rows of an instant query; those without a number are left out. Null: it is no such answer. */
export function rowsOf(text: string): Row[] | null {
  try {
    const { status, data } = JSON.parse(text);
    if (status !== 'success') return null;
    const results = data.resultType === 'scalar' ? [{ metric: {}, value: data.result }] : data.result;
    if (data.resultType !== 'scalar' && data.resultType !== 'vector') return null;
    return results.flatMap(
      ({ metric, value: [at, written] }: { metric: Row['labels']; value: [number, string] }): Row[] => {
        const value = Number(written);
        return Number.isFinite(value) ? [{ labels: metric, value, atEpochMs: at * 1000 }] : [];
      },
    );
  } catch {
    return null;
  }
}

function errorOf(text: string): string {
  try {
    return String(JSON.parse(text).error ?? 'not an answer of a Prometheus');
  } catch {
    return 'not an answer of a Prometheus';
  }
}
