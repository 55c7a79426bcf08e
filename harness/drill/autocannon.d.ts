/** What we use of autocannon, which brings no types. */
declare module 'autocannon' {
  export interface CannonRequest {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  }

  export interface CannonClient {
    setRequests(requests: readonly CannonRequest[]): void;
  }

  export interface CannonOptions {
    readonly url: string;
    readonly connections: number;
    /** Seconds. */
    readonly duration: number;
    /** Seconds until a request counts as timed out. */
    readonly timeout: number;
    /** Called once a connection. */
    setupClient(client: CannonClient): void;
  }

  /** Counts per second or ms, over the whole run. */
  interface CannonHistogram {
    readonly average: number;
    readonly max: number;
    readonly p50: number;
    readonly p99: number;
  }

  export interface CannonResult {
    readonly latency: CannonHistogram;
    readonly requests: CannonHistogram & { readonly total: number };
    /** Seconds. */
    readonly duration: number;
    readonly errors: number;
    readonly timeouts: number;
    readonly non2xx: number;
    readonly '2xx': number;
    readonly statusCodeStats: Readonly<Record<string, { readonly count: number }>>;
  }

  /** A run, also a promise of its result; `stop` ends it early. */
  export interface Cannon extends Promise<CannonResult> {
    stop(): void;
  }

  export default function autocannon(options: CannonOptions): Cannon;
}
