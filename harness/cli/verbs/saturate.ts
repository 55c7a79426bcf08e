import autocannon from 'autocannon';
import { readDuration } from '../../../mock-service/settings/units.ts';
import { steadyUnixMs } from '../../../mock-service/time/system-clock.ts';
import { direct } from '../../drill/direct.ts';
import type { DrillSpec } from '../../drill/drill-spec.ts';
import { holdSpec } from '../../drill/probe-spec.ts';
import { assertCanRun, ProbeFailed, probeRecord } from '../../drill/probe-workers.ts';
import { DrillSupervisor } from '../../drill/supervisor.ts';
import type { RecordedRequest } from '../../drill/traffic-recorder.ts';
import { mean, sum } from '../../measure/column.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { saturationOf } from '../../record/saturation-record.ts';
import { LiveSite } from '../../site/live-site.ts';
import type { SiteSample } from '../../site/site-sample.ts';
import { isError } from '../../transport/answer-status.ts';
import { EXIT } from '../exit-code.ts';
import { type CapacityHow, readCapacityHow } from '../flags/capacity-flags.ts';
import { type Given, UsageError } from '../flags/command.ts';
import { type DrillInputs, wholeNumber } from '../flags/drill-flags.ts';
import type { Interruption } from '../interruption.ts';
import { keepRecord } from '../keep-record.ts';
import { specOf } from '../measure-capacity.ts';
import type { OutFolder } from '../out-folder.ts';
import { tickerOf } from '../to-terminal.ts';

const DEFAULT_CONNECTIONS = 200;
const DEFAULT_MS = 5000;
/** Enough users that caches meet as many new ones as in the drill. */
const SESSIONS = 3000;

/**
 * `headroom capacity SCRIPT --probe`: what the script's sessions send is recorded in a virtual drill and sent again, live, by callers
 * that each wait for their answer before they send more.
 */
export async function saturate(
  given: Given,
  inputs: DrillInputs,
  folder: OutFolder,
  interruption: Interruption,
): Promise<number> {
  if (inputs.spec.clock === 'virtual') throw new UsageError('--probe is live: it cannot be had with --virtual');
  const spec = specOf(inputs);
  const how = readCapacityHow(given, inputs.topology, 'live');
  const connections = wholeNumber(given, 'connections', DEFAULT_CONNECTIONS, 1);
  const durationMs = readTime(given.text('for'));
  const { say } = tickerOf(inputs);
  const { traffic, sample } = await recordTraffic(spec, how);
  assertGoesOn(interruption);
  say(
    `Sending what ${traffic.length} sessions of ${spec.script} send, over ${connections} connections, for ${durationMs / 1000} s.`,
  );
  const startedAt = new Date().toISOString();
  const fired = await fire(holdSpec(spec, how, 1), how, traffic, connections, durationMs, interruption);
  assertGoesOn(interruption);
  const { script, topology, cacheSettings } = sample;
  const record = saturationOf({
    ...{ script, topology, cacheSettings, startedAt, connections, seed: spec.seed, pool: how.pool, start: how.start },
    ...fired,
    peak: topology.peakPerSecond,
  });
  const saturation = { kind: 'saturation', record } as const;
  (await keepRecord(folder, '', saturation)).show(inputs);
  return EXIT.pass;
}

/** @throws ProbeFailed if somebody has stopped it: what is over in seconds keeps nothing */
function assertGoesOn({ asked }: Interruption): void {
  if (asked) throw new ProbeFailed(EXIT.interrupted, 'interrupted');
}

function readTime(text: string | undefined): number {
  if (text === undefined) return DEFAULT_MS;
  const durationMs = readDuration(text);
  if (durationMs !== undefined && durationMs >= 1000) return Math.ceil(durationMs / 1000) * 1000;
  throw new UsageError(`--for must be a duration from 1s on, not ${text}`);
}

/** What sessions of the script send, in a virtual drill at its own highest load. */
async function recordTraffic(
  spec: DrillSpec,
  how: CapacityHow,
): Promise<{ traffic: readonly (readonly RecordedRequest[])[]; sample: RunRecord }> {
  const probe: DrillSpec = { ...holdSpec(spec, how, 1), clock: 'virtual' };
  const supervisor = await DrillSupervisor.start(probe, 0);
  try {
    assertCanRun(supervisor.ready, spec.script);
    const durationMs = Math.ceil(SESSIONS / supervisor.ready.busiestPerSecond) * 1000;
    const direction = probe.direction as NonNullable<DrillSpec['direction']>;
    const load = { ...direction.load, stages: [{ factor: 1, durationMs }] };
    const end = await supervisor.run(null, {
      ...probe,
      direction: { ...direction, load, stopWhenBroken: false, recordSessions: SESSIONS },
    });
    return { traffic: end.traffic ?? [], sample: probeRecord(end) };
  } finally {
    await supervisor.stop();
  }
}

/** The part of the record that is measured. */
type Fired = Pick<
  Parameters<typeof saturationOf>[0],
  'durationS' | 'ceilingPerSecond' | 'failedShare' | 'latencyMs' | 'cpu' | 'hitRatio'
>;

async function fire(
  spec: DrillSpec,
  { pool }: CapacityHow,
  traffic: readonly (readonly RecordedRequest[])[],
  connections: number,
  durationMs: number,
  interruption: Interruption,
): Promise<Fired> {
  const { topology, settings, seed } = spec;
  const zeroEpochMs = steadyUnixMs();
  const site = await LiveSite.start({ topology, settings, seed, zeroEpochMs });
  try {
    assertGoesOn(interruption);
    direct(site.operations, { pool });
    const samples: Extract<SiteSample, { kind: 'pool' }>[] = [];
    site.onSample = sample => {
      if (sample.kind === 'pool' && sample.name === pool) samples.push(sample);
    };
    site.sampleFrom(steadyUnixMs() - zeroEpochMs);
    let client = 0;
    const cannon = autocannon({
      url: site.url,
      connections,
      duration: durationMs / 1000,
      timeout: Math.ceil(topology.proxy.timeoutMs / 1000) + 5,
      setupClient: each => each.setRequests(shareOf(traffic, client++, connections)),
    });
    interruption.onAsked = () => cannon.stop();
    const result = await cannon;
    // The first second fills the connections, the last may hold none of the load.
    const measured = samples.slice(1, Math.max(2, durationMs / 1000));
    const lookups = sum(samples.map(({ sample }) => sample.lookups));
    const statuses = Object.entries(result.statusCodeStats);
    // Its errors have its timeouts among them.
    const failed = sum(statuses.map(([status, { count }]) => (isError(Number(status)) ? count : 0))) + result.errors;
    const ended = result.requests.total + result.errors;
    return {
      durationS: result.duration,
      ceilingPerSecond: result.requests.total / result.duration,
      failedShare: ended === 0 ? 0 : failed / ended,
      latencyMs: { p50: result.latency.p50, p99: result.latency.p99, max: result.latency.max },
      cpu: mean(measured.map(({ sample }) => sample.cpu)),
      hitRatio: lookups === 0 ? null : sum(samples.map(({ sample }) => sample.hits)) / lookups,
    };
  } finally {
    await site.stop();
  }
}

/** Every `of`-th session, from the `index`-th on: one connection's. */
function shareOf(traffic: readonly (readonly RecordedRequest[])[], index: number, of: number) {
  const sessions = traffic.filter((_, i) => i % of === index % of);
  return (sessions.length === 0 ? traffic : sessions)
    .flat()
    .map(({ body, ...request }) => (body === null ? request : { ...request, body }));
}
