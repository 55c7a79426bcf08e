/** For the tests of the modules: a drill with one VU on a virtual clock and network, its samples kept one by one. */
import { join } from 'node:path';
import { timer } from '../../../mock-service/time/clock.ts';
import { VirtualClock } from '../../../mock-service/time/virtual-clock.ts';
import type { Metric, MetricContains, Metrics, MetricType } from '../../measure/metrics.ts';
import type { CutOffRequest, EndedRequest, RequestLog } from '../../measure/request-log.ts';
import { TagSet } from '../../measure/tags.ts';
import type { Body, Exchange, Headers, Host, TransportFailure } from '../../transport/exchange.ts';
import { VirtualNetwork } from '../../transport/virtual-network.ts';
import type { WebSockets } from '../../transport/web-socket.ts';
import { nodePlatform } from '../node/node-platform.ts';
import { DESCRIBE } from '../runtime/blocking.ts';
import type { BlockingCall } from '../runtime/blocking-call.ts';
import { type CoroutineOwner, VuCoroutine } from '../runtime/coroutine.ts';
import { Drains } from '../runtime/job-queue.ts';
import type { ScriptRuntime, VuContext } from '../runtime/script-runtime.ts';
import { FAILED, link, type ScriptFunction, settled } from '../runtime/twin.ts';
import type { ExecutionState, ScenarioState } from './execution-state.ts';
import { k6Modules, type ModulePorts, type ScriptModules } from './k6-modules.ts';
import type { LogLevel, ScriptLog } from './script-log.ts';
import type { SecretSource } from './secrets.ts';

/** 2026-06-01T04:00:00Z. */
export const EPOCH_MS = 1_780_286_400_000;
export const ORIGIN = 'http://127.0.0.1:8080';

interface Sample {
  readonly metric: string;
  readonly value: number;
  readonly tags: Record<string, string>;
}

class SampleMetrics implements Metrics {
  readonly samples: Sample[] = [];
  #metrics = new Map<string, Metric>();
  selected: ReadonlySet<string> | null = null;

  define(name: string, type: MetricType, contains: MetricContains = 'default'): Metric {
    const known = this.#metrics.get(name);
    if (known !== undefined) {
      if (known.type !== type || known.contains !== contains) throw new Error(`${name} is another metric already`);
      return known;
    }
    const { samples } = this;
    const metric: Metric = {
      name,
      type,
      contains,
      add: (value, tags) => void samples.push({ metric: name, value, tags: tags.toObject() }),
    };
    this.#metrics.set(name, metric);
    return metric;
  }

  find(name: string): Metric | undefined {
    return this.#metrics.get(name);
  }

  selects(key: string): boolean {
    return this.selected?.has(key) ?? key !== 'url';
  }

  values(name: string): number[] {
    return this.samples.filter(sample => sample.metric === name).map(sample => sample.value);
  }

  tags(name: string): Record<string, string>[] {
    return this.samples.filter(sample => sample.metric === name).map(sample => sample.tags);
  }
}

class LoggedRequests implements RequestLog {
  readonly lines: string[] = [];
  readonly endings: Omit<EndedRequest, 'method' | 'path' | 'url'>[] = [];

  counts(origin: string): boolean {
    return origin === ORIGIN;
  }

  issued(now: number): void {
    this.lines.push(`${now} issued`);
  }

  ended(request: EndedRequest, now: number): void {
    const { status, failure, reason, expected, iterationDueAt, issuedAt, serviceTimeMs, responseTimeMs, name } =
      request;
    this.lines.push(`${now} ended ${status || failure}`);
    this.endings.push({
      status,
      failure,
      reason,
      expected,
      iterationDueAt,
      issuedAt,
      serviceTimeMs,
      responseTimeMs,
      name,
    });
  }

  interrupted(_: CutOffRequest, now: number): void {
    this.lines.push(`${now} interrupted`);
  }
}

/** What a test host answers: at once, or `afterMs` later; `null` never. */
export interface Answer {
  status?: number;
  headers?: Headers;
  body?: Body | string | null;
  failure?: TransportFailure;
  afterMs?: number;
}

/** A script of a test: yields the descriptions of its blocking calls, and gets their values. */
// biome-ignore lint/suspicious/noExplicitAny: scripts are untyped here
export type TestScript = () => Generator<BlockingCall, unknown, any>;

/** A script that makes no blocking call. */
export function atOnce(code: () => void): TestScript {
  // biome-ignore lint/correctness/useYield: that is the point
  return function* () {
    code();
  };
}

class TestVu implements VuContext, CoroutineOwner {
  readonly id: number;
  readonly loop: VuCoroutine;
  phase: VuContext['phase'] = 'iteration';
  iteration = 0;
  tags = TagSet.EMPTY;
  groupPath = '';
  iterationLagMs = 0;
  iterationDueAt = 0;
  requestFailed = false;
  draws = [0.5];
  drawn = 0;
  result: unknown;
  error: unknown;
  done = false;

  constructor(runtime: ScriptRuntime, id: number) {
    this.id = id;
    const enter = () => {
      runtime.current = this;
    };
    this.loop = new VuCoroutine({ enter }, new Drains());
  }

  random(): number {
    return this.draws[this.drawn++ % this.draws.length] as number;
  }

  /** Starts a script and lets it run until it waits. */
  start(script: TestScript): void {
    this.done = false;
    this.error = undefined;
    const twin = function* () {
      const steps = script();
      let step = steps.next();
      while (!step.done) {
        const value: unknown = yield step.value;
        if (value !== FAILED) step = steps.next(value);
        else step = steps.throw(errorOf(value));
      }
      return step.value;
    };
    this.loop.start(link((() => {}) as ScriptFunction, twin), undefined, this);
  }

  returned(value: unknown): void {
    this.done = true;
    this.result = value;
  }

  threw(error: unknown): void {
    this.done = true;
    this.error = error;
  }
}

function errorOf(failed: unknown): unknown {
  try {
    return settled(failed);
  } catch (error) {
    return error;
  }
}

export class TestDrill {
  readonly clock = new VirtualClock();
  readonly network = new VirtualNetwork(this.clock, 0.5);
  readonly metrics = new SampleMetrics();
  readonly requests = new LoggedRequests();
  readonly arrived: { method: string; path: string; headers: Headers; body: string | Uint8Array | null; at: number }[] =
    [];
  readonly logged: string[] = [];
  readonly told: string[] = [];
  readonly abandoned: string[] = [];
  readonly vu: TestVu;
  readonly runtime: ScriptRuntime;
  readonly execution: Omit<ExecutionState, 'options'> & {
    options: Record<string, unknown>;
    state: ScenarioState | null;
  };
  readonly k6: ScriptModules;

  constructor(
    options: Record<string, unknown> = {},
    env: Record<string, string> = {},
    baseDirectory = import.meta.dirname,
    secretSources: readonly SecretSource[] = [],
    webSockets?: WebSockets,
    grpc?: ModulePorts['grpc'],
  ) {
    const runtime = {
      clock: this.clock,
      transport: this.network,
      metrics: this.metrics,
      requests: this.requests,
      seed: 1,
      env,
    } as unknown as ScriptRuntime;
    this.runtime = runtime;
    this.vu = new TestVu(runtime, 1);
    runtime.current = this.vu;
    this.execution = {
      options,
      startedAt: 0,
      iterationsCompleted: 3,
      iterationsInterrupted: 1,
      vusActive: 2,
      vusInitialized: 5,
      state: { name: 'load', executor: 'constant-vus', startedAt: 1000, env: {}, progress: now => now / 10_000 },
      scenario() {
        return this.state;
      },
      iterationInTest: () => 7,
      iterationInScenario: () => 4,
      abort: message => void this.told.push(`abort: ${message}`),
      fail: message => void this.told.push(`fail: ${message}`),
    };
    const log: ScriptLog = { write: (level: LogLevel, text) => void this.logged.push(`${level}: ${text}`) };
    this.k6 = k6Modules(runtime, {
      execution: this.execution,
      log,
      epochMs: EPOCH_MS,
      platform: nodePlatform(join(baseDirectory, 'script.ts')),
      secretSources,
      ...(webSockets === undefined ? {} : { webSockets }),
      ...(grpc === undefined ? {} : { grpc }),
    });
  }

  /** A module as tests use it: its blocking functions give descriptions to yield. */
  // biome-ignore lint/suspicious/noExplicitAny: scripts are untyped here
  module(name: string): any {
    const members = Object.entries(this.k6.modules.get(name) as Record<string, { [DESCRIBE]?: unknown }>);
    return Object.fromEntries(members.map(([key, member]) => [key, member?.[DESCRIBE] ?? member]));
  }

  // biome-ignore lint/suspicious/noExplicitAny: scripts are untyped here
  get globals(): any {
    return this.k6.globals;
  }

  /** Puts a host on the network that answers by a function. */
  serve(
    answer: (request: {
      method: string;
      path: string;
      headers: Headers;
      body: string | Uint8Array | null;
    }) => Answer | null,
    origin = ORIGIN,
  ): void {
    const host: Host = {
      handle: (exchange, now) => {
        const { method, path, headers, body } = exchange;
        this.arrived.push({ method, path, headers, body, at: now });
        const given = answer({ method, path, headers, body });
        if (given !== null) this.#answer(exchange, given, now);
      },
      abandoned: exchange => void this.abandoned.push(exchange.path),
    };
    this.network.serve(origin, host);
  }

  /** Runs a script of one VU to its end and gives what it returns. Time limit: two virtual hours. */
  // biome-ignore lint/suspicious/noExplicitAny: scripts are untyped here
  run(script: TestScript): any {
    this.vu.start(script);
    while (!this.vu.done && this.clock.run(7_200_000, 1) > 0);
    if (this.vu.error !== undefined) throw this.vu.error;
    if (!this.vu.done) throw new Error('the script did not end');
    return this.vu.result;
  }

  /** Starts a script and interrupts it after a while. */
  interrupt(afterMs: number, script: TestScript): void {
    this.vu.start(script);
    this.clock.advance(this.clock.now() + afterMs);
    this.vu.loop.interrupt();
    this.clock.run();
  }

  #answer(exchange: Exchange, answer: Answer, now: number): void {
    const reply = () => {
      if (answer.failure !== undefined) this.network.fail(exchange, answer.failure);
      else {
        const { status = 200, headers = {}, body = null } = answer;
        this.network.reply(exchange, status, null, headers, typeof body === 'string' ? { text: () => body } : body);
      }
    };
    if (answer.afterMs === undefined) reply();
    else this.clock.schedule(timer(reply), now + answer.afterMs);
  }
}
