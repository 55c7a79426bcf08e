import { knobDifferences } from '../../../mock-service/settings/differences.ts';
import type { DrillReady, DrillSecond } from '../../drill/drill-messages.ts';
import type { AnySpec } from '../../drill/drill-spec.ts';
import type { DrillWatcher, LogLevel } from '../../drill/drill-watcher.ts';
import type { Measured, PoolSample } from '../../measure/series.ts';
import type { NodeSample } from '../../measure/tier-series.ts';
import { eventOf, type TimelineEntry, told } from '../../operations/catalogue/timeline-event.ts';
import type { SiteSample } from '../../site/site-sample.ts';
import type { SystemUnderTest } from '../../topology/system-under-test.ts';
import { announcement } from './announcement.ts';
import type { ProgressChange, Subject } from './progress.ts';

/** Who wants to know. */
export type Tell = (change: ProgressChange) => void;

/** Of a drill six hours are kept, of a site that is kept up a quarter of an hour. */
const DRILL_KEPT_S = 21_600;
export const SITE_KEPT_S = 900;

/** What is known of a drill or a site before it runs. */
export function subjectOf(
  name: string,
  title: string,
  clock: 'live' | 'virtual',
  topology: SystemUnderTest,
  { underTest, baseline }: AnySpec['settings'],
  keptS: number = DRILL_KEPT_S,
): Subject {
  return {
    ...{ name, title, clock },
    pools: Object.keys(topology.pools),
    scale: topology.scale,
    peakPerSecond: topology.peakPerSecond,
    timeoutMs: topology.proxy.timeoutMs,
    objectives: topology.objectives,
    keptS,
    settings: {
      name: underTest.name,
      fingerprint: underTest.fingerprint,
      baseline: baseline?.name ?? null,
      differences: knobDifferences(baseline, underTest),
    },
  };
}

/** What a drill tells, as changes of what is watched. Moments become seconds since t = 0. */
export class DrillFeed implements DrillWatcher {
  readonly #spec: AnySpec;
  readonly #tell: Tell;
  #startedAt = Number.NaN;
  /** What happened before t = 0 was known. */
  #early: TimelineEntry[] = [];

  constructor(spec: AnySpec, tell: Tell) {
    this.#spec = spec;
    this.#tell = tell;
  }

  ready(ready: DrillReady): void {
    const { sentences } = ready;
    const byHand = this.#spec.direction?.byHand ?? false;
    const { regularS, longestS, spanS } = byHand ? { regularS: null, longestS: null, spanS: 0 } : ready;
    const text = announcement(this.#spec, ready);
    this.#tell({ kind: 'ready', announcement: text, scenarios: sentences, regularS, longestS, spanS });
  }

  started(atMs: number): void {
    this.#startedAt = atMs;
    this.#tell({ kind: 'started' });
    for (const entry of this.#early) this.noted(entry);
    this.#early = [];
  }

  second({ second, facts, load, callsPerIteration, site }: DrillSecond): void {
    const { due, dropped, lagP99Ms, vus } = load;
    this.#tell({ kind: 'due', second: second - 1, due, callsPerIteration });
    this.#tell({ kind: 'numbers', second: second - 1, values: { dropped, lagP99Ms, vus } });
    if (facts !== null) {
      const { second: of, ...values } = facts;
      this.#tell({ kind: 'numbers', second: of, values });
    }
    // Live, the site's processes tell themselves.
    if (this.#spec.clock === 'virtual') for (const sample of site) this.sampled(sample);
  }

  sampled(sample: SiteSample): void {
    if (sample.second >= 0) this.#tell(sampleChange(sample));
  }

  noted(entry: TimelineEntry): void {
    if (Number.isNaN(this.#startedAt)) {
      this.#early.push(entry);
      return;
    }
    this.#tell(eventChange(entry, this.#startedAt));
  }

  log(level: LogLevel, text: string): void {
    this.#tell({ kind: 'log', level, text });
  }
}

/** A second of a process of the site, in the columns of run records. */
export function sampleChange(sample: SiteSample): ProgressChange {
  const { second } = sample;
  switch (sample.kind) {
    case 'pool':
      return { kind: 'numbers', second, values: poolValues(sample.name, sample.sample) };
    case 'attempts':
      return { kind: 'numbers', second, values: { retries: sample.sample.retries } };
    case 'cache-tier':
      return { kind: 'numbers', second, values: tierValues(sample.nodes) };
    case 'proxy-servers': {
      const { cpu, memory, alive } = sample.sample;
      return { kind: 'numbers', second, values: { 'proxy.cpu': cpu, 'proxy.memory': memory, 'proxy.alive': alive } };
    }
    case 'directory':
      return { kind: 'numbers', second, values: { directoryConcurrency: sample.sample.concurrency } };
  }
}

function tierValues(nodes: readonly NodeSample[]): Record<string, number | null> {
  const sum = (of: (node: NodeSample) => number): number => nodes.reduce((total, node) => total + of(node), 0);
  const lookups = sum(node => node.lookups);
  return {
    'cacheTier.hitRatio': lookups === 0 ? null : sum(({ hits }) => hits) / lookups,
    'cacheTier.slots': Math.max(...nodes.map(({ active, slots }) => active / slots)),
  };
}

function poolValues(name: string, sample: Measured<PoolSample>): Record<string, number | null> {
  const { cpu, memory, longestQueue: queue, inFlight, offered, lookups, hits } = sample;
  const hitRatio = !lookups || hits === null ? null : hits / lookups;
  const values = { cpu, memory, queue, inFlight, offered, hitRatio };
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${name}.${key}`, value]));
}

export function eventChange(entry: TimelineEntry, startedAtMs: number): ProgressChange {
  return { kind: 'event', event: told(eventOf(entry, startedAtMs)) };
}
