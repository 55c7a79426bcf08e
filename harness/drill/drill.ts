// One file although it is long: the parts of a drill meet here, each in a few lines, and share what it holds.

import type { Activations } from '../../mock-service/model/cache/activations.ts';
import { RequestClasses } from '../../mock-service/model/request-classes.ts';
import { fileName } from '../../mock-service/settings/file-name.ts';
import { everyKnob } from '../../mock-service/settings/knobs.ts';
import { type Clock, timer } from '../../mock-service/time/clock.ts';
import { isLocalFailure, type LocalFailure } from '../http1/connection-failure.ts';
import { Execution } from '../load/execution.ts';
import { heldMs } from '../load/held-load.ts';
import { LoadEngine, type Prepared } from '../load/load-engine.ts';
import type { LoadResult } from '../load/load-result.ts';
import { Vu } from '../load/vu.ts';
import { MetricRegistry } from '../measure/metric-registry.ts';
import { RequestAccount, type RequestFacts, type SecondFacts } from '../measure/request-account.ts';
import type { RequestLog } from '../measure/request-log.ts';
import type { RequestTally } from '../measure/request-tally.ts';
import { type LoadSample, SeriesRecorder } from '../measure/series.ts';
import { overload, overloadCompleted, processRefused } from '../operations/catalogue/system-event.ts';
import { eventOf, type TimelineEntry, type TimelineEvent } from '../operations/catalogue/timeline-event.ts';
import { recordOf } from '../record/drill-record.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { CompiledScript } from '../script/compile/compiled-script.ts';
import { k6Modules, type ScriptModules } from '../script/modules/k6-modules.ts';
import type { Platform } from '../script/modules/platform.ts';
import { Drains } from '../script/runtime/job-queue.ts';
import { instantiate } from '../script/runtime/script-module.ts';
import type { ScriptRuntime, VuContext } from '../script/runtime/script-runtime.ts';
import type { LatenessSample } from '../site/processes/lateness.ts';
import type { SiteSample } from '../site/site-sample.ts';
import type { Transport } from '../transport/exchange.ts';
import { BrokenWatch } from '../verdict/broken-watch.ts';
import type { Ending } from '../verdict/ending.ts';
import type { GeneratorFacts } from '../verdict/generator.ts';
import { faultSentence, type HarnessFault, isHarnessFault } from '../verdict/harness-fault.ts';
import type { RolloutOutcome } from '../verdict/rollout-outcome.ts';
import { type AnySpec, type Place, scriptEnvironment } from './drill-spec.ts';
import { LoadSampler } from './load-samples.ts';
import { isRehearsal, loadShape } from './load-shape.ts';
import type { SessionPorts } from './session-ports.ts';
import { type RecordedRequest, TrafficRecorder } from './traffic-recorder.ts';

/** What a drill needs of its surroundings. */
export interface DrillPorts extends SessionPorts {
  readonly clock: Clock;
  readonly transport: Transport;
  /** What the script finds on this machine. */
  readonly platform: Platform;
  readonly place: Place;
  /** The Clock's zero as Unix time, ms. */
  readonly epochMs: number;
  /** Live: counts requests for whoever scrapes this process. */
  readonly tally?: RequestTally;
  /** Live: how requests name their agent where the script does not. */
  readonly userAgent?: string;
  /** Live: gets connections ready before t = 0. */
  readonly warm?: (vus: readonly Vu[], done: () => void) => void;
  /** Connections that had to be opened during the load, so far. */
  readonly connectionsOpened: () => number;
  /** Requests sent once more, since their server had closed the idle connection that they took, so far. */
  readonly requestsRepeated: () => number;
  /** Live: how late this process ran what was due since the last call, at worst, ms. */
  readonly takeLatenessMs?: () => number;
  /** Requests that waited so that there were no more in a second than may be, so far; none where nobody holds any back. */
  readonly requestsHeldBack?: () => number;
  log(level: 'debug' | 'info' | 'warning' | 'error', text: string): void;
  /** t = 0. */
  started(now: number): void;
  /** @param callsPerIteration mean requests of a completed iteration so far, by scenario */
  second(
    second: number,
    facts: SecondFacts | null,
    load: LoadSample,
    callsPerIteration: Readonly<Record<string, number>>,
  ): void;
  /** Nothing more is measured; the script's teardown and its summary follow. */
  loadEnded?(): void;
  finished(outcome: DrillOutcome): void;
}

export interface DrillOutcome {
  readonly record: RunRecord;
  /** Live: Unix time of t = 0, ms. */
  readonly zeroAtMs?: number;
  /** Null: the verdict decides. */
  readonly exit: Ending | null;
  readonly summary: LoadResult['summary'];
  readonly exceptions: LoadResult['exceptions'];
  readonly refusals: LoadResult['refusals'];
  /** What sessions sent, if it was to be recorded. */
  readonly traffic?: readonly (readonly RecordedRequest[])[];
  /** What became of a rollout, if it was one. */
  readonly rollout?: RolloutOutcome;
}

/** One run of one script against one site: load, account, series, and in the end the record. The same on both clocks. */
export class Drill {
  readonly drains = new Drains();
  readonly engine: LoadEngine;
  readonly metrics = new MetricRegistry();
  readonly #spec: AnySpec;
  readonly #script: CompiledScript;
  readonly #ports: DrillPorts;
  readonly #runtime: ScriptRuntime;
  readonly #modules: ScriptModules;
  readonly #series: SeriesRecorder;
  readonly #sampler = new LoadSampler();
  readonly #timeline: TimelineEntry[] = [];
  readonly #activations = new Map<string, Activations>();
  readonly #brokenWatch: BrokenWatch | null;
  readonly #traffic: TrafficRecorder | null;
  #account: RequestAccount | null = null;
  #startedAt = Number.NaN;
  #failedAt = Number.POSITIVE_INFINITY;
  #wasRefused = false;
  #startsAt: string | null = null;
  #startedAtIso = '';
  #openedBefore = 0;
  #repeatedBefore = 0;

  constructor(spec: AnySpec, script: CompiledScript, ports: DrillPorts) {
    this.#spec = spec;
    this.#script = script;
    this.#ports = ports;
    this.#series = new SeriesRecorder(Object.keys(spec.topology.pools));
    const { clock, transport, place } = ports;
    const { direction } = spec;
    this.#brokenWatch = direction?.stopWhenBroken
      ? new BrokenWatch(spec.topology.objectives, heldMs(direction.load) / 1000)
      : null;
    const { metrics } = this;
    const execution = new Execution(clock);
    this.#traffic =
      direction?.recordSessions === undefined
        ? null
        : new TrafficRecorder(transport, place.baseUrl, () => this.#session(), direction.recordSessions);
    const runtime: ScriptRuntime = (this.#runtime = {
      clock,
      transport: this.#traffic ?? transport,
      metrics,
      requests: this.#requestLog(),
      ...(ports.tally === undefined ? {} : { tally: ports.tally }),
      seed: spec.seed,
      env: scriptEnvironment(spec, place),
      current: NOBODY,
    });
    const modules = k6Modules(runtime, {
      execution,
      log: { write: (level, text) => ports.log(level, text) },
      epochMs: ports.epochMs,
      platform: ports.platform,
      secretSources: spec.secretSources ?? [],
      ...(ports.webSockets === undefined ? {} : { webSockets: ports.webSockets }),
      ...(ports.grpc === undefined ? {} : { grpc: ports.grpc }),
      ...(ports.userAgent === undefined ? {} : { userAgent: ports.userAgent }),
      ...(spec.topology.classes === undefined ? {} : { classes: spec.topology.classes.map(({ name }) => name) }),
    });
    this.#modules = modules;
    const host = { modules: modules.modules, globals: modules.globals as Record<string, unknown> };
    this.engine = new LoadEngine({
      runtime,
      metrics,
      script,
      drains: this.drains,
      execution,
      instantiate: () => instantiate(script, host),
      virtual: spec.clock === 'virtual',
      spacing: spec.arrivals,
      overrides: {
        ...(Object.keys(spec.tags).length > 0 ? { tags: spec.tags } : {}),
        ...(spec.userAgent === undefined ? {} : { userAgent: spec.userAgent }),
      },
      ...(spec.load === undefined ? {} : { load: spec.load }),
      ...loadShape(spec),
      rootGroup: () => modules.checks.summary(),
      log: (level, text) => ports.log(level, text),
      ...(ports.warm === undefined ? {} : { warm: ports.warm }),
      started: now => this.#started(now),
      tick: second => this.#second(second),
      dropped: now => this.#account?.iterationDropped(now),
      loadEnded: () => ports.loadEnded?.(),
      finished: result => this.#finished(result),
    });
  }

  /** Runs the script's init code and reads its options. @throws whatever the init code throws. */
  prepare(): Prepared {
    const prepared = this.engine.prepare();
    this.#startsAt = prepared.startsAt;
    return prepared;
  }

  start(): void {
    // By the drill's own clock when virtual: the same seed gives the same record, whenever and wherever.
    const { clock, epochMs } = this.#ports;
    const virtual = this.#spec.clock === 'virtual';
    this.#startedAtIso = (virtual ? new Date(epochMs + clock.now()) : new Date()).toISOString();
    this.engine.start();
  }

  /** What a process of the site measured. */
  siteSample(sample: SiteSample): void {
    switch (sample.kind) {
      case 'pool':
        if (sample.activations !== null) this.#activations.set(sample.name, sample.activations);
        return this.#series.pool(sample.name, sample.second, sample.sample, sample.entries);
      case 'attempts':
        return this.#series.proxy(sample.second, sample.sample);
      case 'cache-tier':
        this.#activations.set(sample.kind, sample.activations);
        return this.#series.tier(sample.second, sample.nodes);
      case 'proxy-servers':
        return this.#series.servers(sample.second, sample.sample);
      case 'directory':
        return this.#series.directory(sample.second, sample.sample);
    }
  }

  /** How late a process of the drill was in a second. */
  lateness({ process, second, worstMs }: LatenessSample): void {
    this.#series.lateness(process, second, worstMs);
  }

  /** What was done or happened; `atMs` on the Clock. */
  timelineEntry(entry: TimelineEntry): void {
    this.#timeline.push(entry);
    const event = eventOf(entry, this.#startedAt);
    if (isHarnessFault(event)) this.#harnessFailed(event, entry.atMs);
  }

  /** A request has to wait, lest there be more in a second than may be: load from now on is less than was planned. */
  heldBack(now: number): void {
    this.#account?.iterationDropped(now);
  }

  /** The VU whose code ran last. */
  get lastRun(): VuContext {
    return this.#runtime.current;
  }

  /** The record of what has been measured so far, as if the drill were interrupted now. Null before t = 0. */
  recordSoFar(): RunRecord | null {
    if (this.#account === null) return null;
    const now = this.#ports.clock.now();
    const { generator, thresholds, metrics, durationMs } = this.engine.soFar();
    return this.#record(this.#account.soFar(now), generator, thresholds, metrics, durationMs, CUT_SHORT);
  }

  close(): void {
    this.#modules.close();
  }

  /** This machine refused the generator something it needs for the load: from outside of the script code that had asked for it, since it ends the load. */
  refused(what: LocalFailure, now: number): void {
    if (this.#wasRefused) return;
    this.#wasRefused = true;
    const entry = processRefused.at(now, { process: 'drill', what });
    this.#ports.clock.schedule(
      timer(() => this.timelineEntry(entry)),
      now,
    );
  }

  /** Nothing more can be learned from it. */
  #harnessFailed(fault: HarnessFault, atMs: number): void {
    this.#failedAt = Math.min(this.#failedAt, atMs - NOTICED_MS);
    this.#account?.harnessFailed(this.#failedAt);
    const hasStarted = this.#account !== null;
    this.engine.stop(hasStarted ? faultSentence(fault) : 'the harness itself failed before there was any load', 90);
  }

  /** Requests count from t = 0 on, which is not known when the modules are made. */
  #requestLog(): RequestLog {
    const { controlUrl } = this.#ports.place;
    return {
      counts: origin => origin !== controlUrl,
      issued: now => {
        this.#account?.issued(now);
        const vu = this.#runtime.current;
        if (vu instanceof Vu) vu.calls++;
      },
      ended: (request, now) => {
        this.#account?.ended(request, now);
        if (isLocalFailure(request.failure)) this.refused(request.failure, now);
      },
      interrupted: (request, now) => this.#account?.interrupted(request, now),
    };
  }

  #started(now: number): void {
    this.#startedAt = now;
    this.#openedBefore = this.#ports.connectionsOpened();
    this.#repeatedBefore = this.#ports.requestsRepeated();
    const { objectives, proxy, classes } = this.#spec.topology;
    const limits = {
      p99LimitMs: objectives.p99Ms,
      deadlineMs: proxy.timeoutMs,
      ...(classes && { classes: new RequestClasses(classes) }),
    };
    this.#account = new RequestAccount({ startAt: now, origins: [], ...limits });
    this.#account.harnessFailed(this.#failedAt);
    this.#noteOverloads(now);
    this.#ports.started(now);
  }

  #second(second: number): void {
    const sample = this.#sampler.sample(this.engine);
    this.#series.load(second - 1, sample);
    const worstMs = this.#ports.takeLatenessMs?.();
    if (worstMs !== undefined) this.lateness({ process: 'drill', second: second - 1, worstMs });
    const facts = this.#account?.latest(this.#ports.clock.now()) ?? null;
    this.#ports.second(second, facts, sample, this.engine.callsPerIteration);
    const worstP99Ms = this.#account?.worstP99Ms ?? null;
    if (facts !== null && this.#brokenWatch?.over(facts, worstP99Ms)) this.engine.stop('an objective is broken', 99);
  }

  /** The iteration that is sending. */
  #session(): string {
    const { current } = this.#runtime;
    return current instanceof Vu ? `${current.id} ${current.iteration}` : '';
  }

  /** Where a held load recedes, a trigger of trouble is gone. */
  #noteOverloads(startedAt: number): void {
    let atMs = startedAt;
    const stages = this.#spec.direction?.load.stages ?? [];
    for (const [i, { factor, durationMs }] of stages.entries()) {
      const next = stages[i + 1]?.factor ?? factor;
      if (next < factor) this.timelineEntry(overload.at(atMs, { factor }));
      atMs += durationMs;
      if (next >= factor) continue;
      this.timelineEntry(overloadCompleted.at(atMs, { factor: next }));
    }
  }

  #finished(result: LoadResult): void {
    const now = this.#ports.clock.now();
    const loaded = !Number.isNaN(result.startedAt);
    if (!loaded) this.#started(now);
    // The last, incomplete second.
    this.#series.load(Math.floor(result.durationMs / 1000), this.#sampler.sample(this.engine));
    const endedAt = this.#startedAt + result.durationMs;
    const facts = (this.#account as RequestAccount).finish(loaded ? endedAt : now);
    const { generator, thresholds, metrics, durationMs } = result;
    const record = this.#record(facts, generator, thresholds, metrics, durationMs, result.exit);
    const { exit, summary, exceptions, refusals } = result;
    const traffic = this.#traffic === null ? {} : { traffic: this.#traffic.sessions };
    const zero = this.#spec.clock === 'live' ? { zeroAtMs: this.#ports.epochMs + this.#startedAt } : {};
    this.#ports.finished({ record, exit, summary, exceptions, refusals, ...traffic, ...zero });
  }

  #record(
    requests: RequestFacts,
    health: LoadResult['generator'],
    thresholds: LoadResult['thresholds'],
    metrics: LoadResult['metrics'],
    durationMs: number,
    ending: Ending | null,
  ): RunRecord {
    const spec = this.#spec;
    const { callsPerIteration, meanIterationMs } = this.engine;
    const heldBack = this.#ports.requestsHeldBack?.() ?? 0;
    const generator: GeneratorFacts = {
      dueIterations: health.dueIterations,
      startedIterations: health.startedIterations,
      droppedIterations: health.droppedIterations,
      completedIterations: health.completedIterations,
      failedIterations: health.failedIterations,
      interruptedIterations: health.interruptedIterations,
      scriptFailedIterations: health.failedIterations - health.failedAfterRequest,
      lagMs: health.lagMs ?? { p50: null, p99: null, max: null },
      queued: this.#ports.connectionsOpened() - this.#openedBefore,
      repeated: this.#ports.requestsRepeated() - this.#repeatedBefore,
      ...(heldBack > 0 && !isRehearsal(spec) ? { heldBack } : {}),
      meanIterationMs,
    };
    return recordOf({
      script: {
        name: fileName(spec.script).replace(/\.[jt]s$/, ''),
        path: spec.script,
        fingerprint: this.#script.fingerprint,
      },
      topology: spec.topology,
      settings: spec.settings.underTest,
      baseline: spec.settings.baseline,
      clock: spec.clock,
      seed: spec.seed,
      arrivals: spec.arrivals,
      startedAt: this.#startedAtIso,
      startsAt: this.#startsAt,
      durationS: Math.round(durationMs) / 1000,
      timeline: this.#timelineEvents(),
      series: this.#series.finish(requests, callsPerIteration),
      generator,
      thresholds,
      checks: this.#modules.checks.checks(),
      groups: this.#modules.checks.groups(),
      knobs: this.#knobSums(),
      metrics,
      headroom: spec.headroom,
      ending,
    });
  }

  #timelineEvents(): TimelineEvent[] {
    return this.#timeline.map(entry => eventOf(entry, this.#startedAt)).sort((a, b) => a.atS - b.atS);
  }

  #knobSums(): Partial<Activations> {
    const pools = [...this.#activations.values()];
    if (pools.length === 0) return {};
    return everyKnob(knob => pools.reduce((sum, activations) => sum + activations[knob], 0));
  }
}

/** Of a record that is made while the drill goes on. */
const CUT_SHORT: Ending = { code: 105, reason: 'interrupted' };

/** That a process has ended is noticed up to so much later. */
const NOTICED_MS = 500;

/** Whose code runs before any does. */
const NOBODY = null as unknown as VuContext;
