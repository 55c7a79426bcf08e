/**
 * What `headroom run --virtual` makes of a script, as far as conformance judges it. Expectations are matched like
 * `toMatchObject`: what they do not name is not judged.
 */
export interface CaseOutcome {
  /** What the command exits with. */
  readonly exit: number;
  /** Why it ends with another code than its verdict's; null if it does not. */
  readonly reason: string | null;
  /** The record's; null if it has none. */
  readonly verdict: string | null;
  /** The verdict's sentences. */
  readonly reasons: readonly string[];
  /** What is wrong with the script, as it is printed. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  /** What it logged, `level: text`. */
  readonly logged: readonly string[];
  /** Exceptions of iterations. */
  readonly exceptions: readonly { readonly text: string; readonly count: number }[];
  /** Failed checks by path. */
  readonly failedChecks: readonly string[];
  /** The record's iterations: due, started, dropped, completed, failed, interrupted. */
  readonly iterations: Readonly<Record<string, number>>;
  /** The record's requests: offered, served, good … */
  readonly requests: Readonly<Record<string, unknown>>;
  /** The values of the record's metrics. */
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** `metric expression` of each threshold and how it was judged. */
  readonly thresholds: Readonly<Record<string, boolean | null>>;
  readonly durationS: number;
  /** What handleSummary returned. */
  readonly summary: Readonly<Record<string, unknown>> | null;
  /** What the test service got, `GET /get`. */
  readonly arrived: readonly string[];
}

/** One case of conformance: a script, and what must come of it. */
export interface Case {
  /** What it shows, as the end of a sentence that begins with the section. */
  readonly shows: string;
  readonly script: string;
  /** The script's file name. */
  readonly name?: string;
  /** Files beside the script, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** `-e` */
  readonly env?: Readonly<Record<string, string>>;
  /** `--tag` */
  readonly tags?: Readonly<Record<string, string>>;
  /** `--arrivals` */
  readonly arrivals?: 'poisson' | 'even';
  readonly seed?: number;
  /**
   * Beside that the outcome is clean: exit 0, no problem, warning, exception, failed check or logged error. What is named here replaces it.
   */
  readonly expect?: Partial<{ [Key in keyof CaseOutcome]: unknown }>;
}

/** The cases of one section of the contract. */
export interface Section {
  /** `k6-contract §1 k6/http: methods` */
  readonly section: string;
  readonly cases: readonly Case[];
}
