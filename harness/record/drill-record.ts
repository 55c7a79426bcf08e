import type { AnySettings } from '../../mock-service/settings/cache-settings.ts';
import { knobDifferences, recordedSettings } from '../../mock-service/settings/differences.ts';
import { everyKnob, isLeftOut, type KnobName } from '../../mock-service/settings/knobs.ts';
import { textDifference } from '../../mock-service/settings/text-difference.ts';
import { type CountedCheck, keptChecks, keptGroups, type TimedGroup } from '../measure/counted-checks.ts';
import type { MetricValues } from '../measure/metric-registry.ts';
import type { DrillSeries } from '../measure/series.ts';
import { seriesTable } from '../measure/series-table.ts';
import { type TimelineEvent, told } from '../operations/catalogue/timeline-event.ts';
import type { SystemUnderTest } from '../topology/system-under-test.ts';
import type { Ending } from '../verdict/ending.ts';
import { type GeneratorFacts, vusNeeded } from '../verdict/generator.ts';
import { latenessOf } from '../verdict/lateness.ts';
import { directoryFigures, poolFigures } from '../verdict/pool-figures.ts';
import { serversFigures } from '../verdict/servers-figures.ts';
import type { ThresholdResult } from '../verdict/thresholds.ts';
import { tierFigures } from '../verdict/tier-figures.ts';
import { judgeDrill } from '../verdict/verdict.ts';
import { speaksOtherwise } from './other-speech.ts';
import { RUN, type RunRecord } from './run-record.ts';
import { sealed } from './seal.ts';

/** All that is known of a drill when it is over. */
export interface DrillFacts {
  readonly script: { readonly name: string; readonly path: string; readonly fingerprint: string };
  readonly topology: SystemUnderTest;
  /** The settings under test, and those that they are compared with. */
  readonly settings: AnySettings;
  /** Null: there is none. */
  readonly baseline: AnySettings | null;
  readonly clock: 'live' | 'virtual';
  readonly seed: number;
  readonly arrivals: 'poisson' | 'even';
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** The moment that t = 0 stands for, if the script says so: ISO 8601, UTC. */
  readonly startsAt?: string | null;
  readonly durationS: number;
  readonly timeline: readonly TimelineEvent[];
  readonly series: DrillSeries;
  readonly generator: GeneratorFacts;
  readonly thresholds: readonly ThresholdResult[];
  readonly checks: readonly CountedCheck[];
  readonly groups: readonly TimedGroup[];
  /** How often each knob did something, all instances. */
  readonly knobs: Readonly<Partial<Record<KnobName, number>>>;
  readonly metrics: Readonly<Record<string, MetricValues>>;
  /** Capacity ÷ peak, as measured for the same topology and settings; null: not measured. */
  readonly headroom: number | null;
  /** What ended the drill before its end, or spoke of it; null: nothing did. */
  readonly ending: Ending | null;
}

/**
 * Judges a drill and makes its record.
 * @throws Error if an account does not balance: our own bug.
 */
export function recordOf(facts: DrillFacts): RunRecord {
  const { topology, settings, baseline, series, generator } = facts;
  const pools = Object.keys(topology.pools);
  const changed = knobDifferences(baseline, settings);
  const text = textDifference(baseline, settings);
  const judgement = judgeDrill({
    ...{ series, generator, topology },
    timeline: facts.timeline,
    home: pools[0] as string,
    thresholds: facts.thresholds,
    headroom: facts.headroom,
    differences: changed,
    ending: facts.ending,
    speaksOtherwise: speaksOtherwise(facts.metrics),
    startsAt: facts.startsAt ?? null,
  });
  const { totals, responseTimeMs, serviceTimeMs, worstWindow, byName } = series.requests;
  const { timeouts: _, ...requests } = totals;
  const lateness = latenessOf(series, facts.timeline, topology.proxy);
  const { meanIterationMs: __, ...health } = generator;
  return sealed(RUN, {
    verdict: judgement.verdict,
    reasons: judgement.reasons,
    ...(facts.ending?.code === 105 ? { interrupted: true as const } : {}),
    script: facts.script,
    topology: topologyPart(topology),
    cacheSettings: {
      name: settings.name,
      fingerprint: settings.fingerprint,
      values: settings.settings === null ? {} : recordedSettings(settings.settings),
      baseline: baseline?.name ?? null,
      differences: changed,
      ...(text === null ? {} : { textDifference: text }),
    },
    clock: facts.clock,
    seed: facts.seed,
    arrivals: facts.arrivals,
    startedAt: facts.startedAt,
    startsAt: facts.startsAt ?? null,
    durationS: facts.durationS,
    timeline: facts.timeline.map(told),
    timeouts: judgement.timeouts,
    cause: judgement.cause,
    hold: judgement.hold,
    objectives: judgement.objectives,
    thresholds: facts.thresholds.map(({ metric, expression, value, ok }) => ({ metric, expression, value, ok })),
    checks: keptChecks(facts.checks),
    groups: keptGroups(facts.groups),
    generator: {
      ...health,
      ...(lateness === null ? {} : { lateness }),
      vusNeeded: generator.droppedIterations === 0 ? null : vusNeeded(generator, series),
    },
    requests: { ...requests, responseTimeMs, serviceTimeMs, worstWindow, byName },
    ...(judgement.classes === null ? {} : { classes: judgement.classes }),
    pools: Object.fromEntries(
      Object.entries(series.pools).map(([name, columns]) => [
        name,
        poolFigures(columns, judgement.hold, series.entries[name]),
      ]),
    ),
    directory: directoryFigures(series),
    ...(series.servers === null ? {} : { proxyServers: serversFigures(series.servers) }),
    ...(series.tier === null ? {} : { cacheTier: tierFigures(series.tier) }),
    knobs: recordedActivations(facts),
    metrics: facts.metrics,
    series: seriesTable(series, { isTwin: topology.calibration !== undefined }),
  });
}

/** Without the knobs that came later, are at their default and did nothing. */
function recordedActivations({ knobs, settings: { settings } }: DrillFacts): RunRecord['knobs'] {
  if (settings === null) return knobs;
  const leftOut = everyKnob((_, knob) => isLeftOut(knob, settings[knob.field]));
  return Object.fromEntries(Object.entries(knobs).filter(([name, times]) => times > 0 || !leftOut[name as KnobName]));
}

function topologyPart(topology: SystemUnderTest): RunRecord['topology'] {
  const { name, fingerprint, scale, users, peakPerSecond, proxy } = topology;
  const pools = Object.entries(topology.pools).map(([pool, { instances, cores, memoryBytes, queue }]) => [
    pool,
    { instances, cores, memoryBytes, queue: queue !== null && Number.isFinite(queue) ? queue : null },
  ]);
  return {
    name,
    fingerprint,
    scale,
    users,
    peakPerSecond,
    timeoutMs: proxy.timeoutMs,
    pools: Object.fromEntries(pools),
  };
}
