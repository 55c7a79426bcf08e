import { masked } from '../../mock-service/settings/secret.ts';
import { type Caller, failureText } from '../site/target/caller.ts';
import type { RawSeries } from './counter.ts';
import type { Twin } from './twin.ts';

/** From when to when, Unix time in ms. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a query gave over a time, or why it gave nothing. */
export type ReadSeries =
  | { readonly series: readonly RawSeries[] /** Numbers that were none, and left out. */; readonly notNumbers: number }
  | { readonly problem: string };

/** Prometheus gives no more points of a series at once. */
const MOST_POINTS = 11_000;
/** Raw samples are asked for by so much at a time: an answer then stays small. */
const RAW_CHUNK_MS = 3_600_000;
const PATIENCE_MS = 60_000;
/** A selector alone: what it finds can be read as it was scraped. */
const SELECTOR = /^(?:[a-zA-Z_:][\w:]*\s*(?:\{[^{}]*\})?|\{[^{}]+\})$/;

/**
 * Reads series as they were scraped, where the query is a selector: a rate over a window, or values at steps that are not those of the scrapes, would
 * blur what happened at a window's ends. Any other expression is evaluated at each scrape.
 */
export class RangeReader {
  readonly #caller: Caller;
  readonly #twin: Pick<Twin, 'url' | 'token' | 'everyMs' | 'secrets'>;

  constructor(caller: Caller, twin: Pick<Twin, 'url' | 'token' | 'everyMs' | 'secrets'>) {
    this.#caller = caller;
    this.#twin = twin;
  }

  async read(query: string, { fromMs, toMs }: Span): Promise<ReadSeries> {
    const isRaw = SELECTOR.test(query);
    const { everyMs } = this.#twin;
    const chunkMs = isRaw ? RAW_CHUNK_MS : Math.min(RAW_CHUNK_MS * 6, (MOST_POINTS - 1) * everyMs);
    const byLabels = new Map<string, { labels: RawSeries['labels']; atMs: number[]; values: number[] }>();
    let notNumbers = 0;
    for (let at = fromMs; at < toMs; at += chunkMs) {
      const until = Math.min(toMs, at + chunkMs);
      const answer = await this.#ask(
        isRaw
          ? `query?query=${encodeURIComponent(`${query}[${until - at}ms]`)}&time=${until / 1000}`
          : `query_range?query=${encodeURIComponent(query)}&start=${at / 1000}&end=${until / 1000}&step=${everyMs / 1000}`,
      );
      if (typeof answer === 'string') return { problem: answer };
      for (const { metric, values } of answer) {
        const key = JSON.stringify(Object.entries(metric).sort(([a], [b]) => (a < b ? -1 : 1)));
        let series = byLabels.get(key);
        if (series === undefined) byLabels.set(key, (series = { labels: metric, atMs: [], values: [] }));
        for (const [atS, written] of values) {
          const value = Number(written);
          const sampleMs = Math.round(atS * 1000);
          // The ends of chunks belong to both, in some versions.
          if (sampleMs <= (series.atMs.at(-1) ?? Number.NEGATIVE_INFINITY)) continue;
          if (!Number.isFinite(value)) {
            notNumbers++;
            continue;
          }
          series.atMs.push(sampleMs);
          series.values.push(value);
        }
      }
    }
    const series = [...byLabels.values()].filter(({ atMs }) => atMs.length > 0);
    return { series, notNumbers };
  }

  async #ask(path: string): Promise<readonly Matrix[] | string> {
    const { url, token } = this.#twin;
    const { status, text, failure } = await this.#caller.call({
      method: 'GET',
      url: `${url}/api/v1/${path}`,
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      timeoutMs: PATIENCE_MS,
    });
    if (failure !== null) return this.#shown(`the metric server ${url} cannot be read: ${failureText(failure)}`);
    const found = matrixOf(text);
    if (typeof found !== 'string') return found;
    return this.#shown(`${status}: ${found}`);
  }

  #shown(text: string): string {
    return masked(text, this.#twin.secrets);
  }
}

interface Matrix {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [atS: number, value: string])[];
}

/** The series of an answer, or what is wrong with it. */
export function matrixOf(text: string): readonly Matrix[] | string {
  let answer: { status?: unknown; error?: unknown; data?: { resultType?: unknown; result?: unknown } } | null;
  try {
    answer = JSON.parse(text);
  } catch {
    return 'not an answer of a Prometheus';
  }
  if (answer?.status === 'error') return String(answer.error);
  if (answer?.status !== 'success') return 'not an answer of a Prometheus';
  const { resultType, result } = answer.data ?? {};
  if (resultType !== 'matrix' || !Array.isArray(result))
    return `a ${String(resultType)}, where series over time are needed`;
  return result.every(isSeries) ? result : 'not an answer of a Prometheus';
}

function isSeries(row: unknown): row is Matrix {
  const { metric, values } = (row ?? {}) as Partial<Record<keyof Matrix, unknown>>;
  const isLabels = typeof metric === 'object' && metric !== null && !Array.isArray(metric);
  if (!isLabels || !Object.values(metric).every(value => typeof value === 'string')) return false;
  return Array.isArray(values) && values.every(each => Array.isArray(each) && Number.isFinite(each[0]));
}
