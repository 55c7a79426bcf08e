/** The script's options that `k6/http` obeys. */
export interface HttpOptions {
  /** Requests of one `http.batch` that may be under way at once. */
  readonly batch: number;
  /** … to one host. */
  readonly batchPerHost: number;
  readonly maxRedirects: number;
  readonly discardResponseBodies: boolean;
  readonly noCookiesReset: boolean;
  readonly throwsOnFailure: boolean;
  /** Null: requests name none of their own accord. */
  readonly userAgent: string | null;
}

/** k6's defaults. */
const HTTP_DEFAULTS = { batch: 20, batchPerHost: 6, maxRedirects: 10 };

/**
 * Picks them from the consolidated options, whose values have been checked already.
 * @param userAgent how requests name their agent if the options do not say; null: not at all
 */
export function httpOptions(options: Readonly<Record<string, unknown>>, userAgent: string | null): HttpOptions {
  return {
    batch: limit(options.batch, HTTP_DEFAULTS.batch),
    batchPerHost: limit(options.batchPerHost, HTTP_DEFAULTS.batchPerHost),
    maxRedirects: typeof options.maxRedirects === 'number' ? options.maxRedirects : HTTP_DEFAULTS.maxRedirects,
    discardResponseBodies: options.discardResponseBodies === true,
    noCookiesReset: options.noCookiesReset === true,
    throwsOnFailure: options.throw === true,
    userAgent: (typeof options.userAgent === 'string' ? options.userAgent : userAgent) || null,
  };
}

/** As in k6, zero means no limit. */
function limit(value: unknown, otherwise: number): number {
  if (typeof value !== 'number') return otherwise;
  return value > 0 ? value : Number.POSITIVE_INFINITY;
}
