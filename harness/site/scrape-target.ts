/** Where Prometheus finds the metrics of one process. */
export interface ScrapeTarget {
  /** `directory`, `proxy`, `control`, `drill`, or a pool's name. */
  readonly process: string;
  /** `127.0.0.1:41234` */
  readonly address: string;
}
