import { type MetricsServer, serveProcessMetrics } from '../../mock-service/http/metrics-server.ts';
import { addProcessMetrics } from '../../mock-service/http/process-metrics.ts';
import { SnapshotMetrics } from '../../mock-service/http/snapshot-metrics.ts';
import type { Mask } from '../../mock-service/settings/secret.ts';
import type { LoadEngine } from '../load/load-engine.ts';
import type { RunRecord } from '../record/run-record.ts';
import { addDrillMetrics, type DrillNames } from './drill-metrics.ts';
import { addLoadMetrics, type LoadFacts } from './load-metrics.ts';

/** What Prometheus finds at the process of a live drill. */
export class DrillScrape {
  readonly #metrics: SnapshotMetrics;
  readonly #server: MetricsServer;
  readonly #zeroEpochMs: number;
  #engine: LoadEngine | null = null;
  #startedEpochMs = Number.NaN;
  #record: RunRecord | null = null;
  #finished = false;

  private constructor(drill: DrillNames, zeroEpochMs: number, metrics: SnapshotMetrics, server: MetricsServer) {
    this.#metrics = metrics;
    this.#server = server;
    this.#zeroEpochMs = zeroEpochMs;
    addDrillMetrics(metrics, drill, () => ({
      stage: this.#engine?.stage ?? 'new',
      startedEpochMs: this.#startedEpochMs,
      record: this.#record,
      finished: this.#finished,
    }));
    addProcessMetrics(metrics);
  }

  /** @param zeroEpochMs the Clock's zero as Unix time, ms; @param mask takes out what a script was told in confidence */
  static async serve(drill: DrillNames, zeroEpochMs: number, mask: Mask): Promise<DrillScrape> {
    const metrics = new SnapshotMetrics();
    const { contentType } = metrics;
    const shown = { contentType, text: async () => mask(await metrics.text()) };
    const server = await serveProcessMetrics(shown, { host: '127.0.0.1', port: 0 });
    return new DrillScrape(drill, zeroEpochMs, metrics, server);
  }

  get port(): number {
    return this.#server.port;
  }

  /** From now on the load of this drill is shown too: its script has been read. */
  watch(engine: LoadEngine, facts: Omit<LoadFacts, 'engine'>): void {
    this.#engine = engine;
    addLoadMetrics(this.#metrics, { ...facts, engine });
  }

  /** t = 0, ms on the Clock. */
  started(atMs: number): void {
    this.#startedEpochMs = this.#zeroEpochMs + atMs;
  }

  /** What has been measured so far, or (`finished`) at the end. */
  measured(record: RunRecord, finished: boolean): void {
    this.#record = record;
    this.#finished = finished;
  }
}
