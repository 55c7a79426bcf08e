import { quoted } from '../init/script-text.ts';
import { inComment, type Sketch } from '../init/sketch.ts';
import type { TrafficFile } from '../record/traffic-file.ts';
import type { CensusResult } from './census.ts';
import { segmentsOf } from './routes.ts';
import type { TrafficProfile } from './traffic-profile.ts';

export const TRAFFIC = 'traffic.json';

/** When operators act, s from the beginning. */
interface Phases {
  readonly deployS: number;
  readonly failOverS: number;
  readonly overS: number;
  readonly backS: number;
}

/** At the busiest step, but not before caches have been filled, nor so late that nobody is there to see it. */
function phasesOf({ spanS, stages }: TrafficProfile): Phases {
  const busiest = stages.counts.indexOf(Math.max(...stages.counts)) * stages.stepS;
  const failOverS = Math.round(Math.min(0.6 * spanS, Math.max(0.25 * spanS, busiest)));
  return {
    deployS: Math.min(3, Math.round(spanS / 10)),
    failOverS,
    overS: Math.max(1, Math.min(10, Math.round(spanS / 20))),
    backS: Math.round(Math.min(spanS - 1, failOverS + 0.3 * spanS)),
  };
}

/** A k6 script that asks again for what a log was asked for, in its order, and in which operators deploy and fail over at its peak. */
export function replayScript(sketch: Sketch, profile: TrafficProfile): string {
  const { stages, peakPerSecond, spanS } = profile;
  const phases = phasesOf(profile);
  return `/**
 * If these cache settings ship and ${sketch.name} then fails over at its peak, do users get timeouts?
 *
 * From ${inComment(sketch.source)}: its requests in their order, with numbers in place of users and keys, so that
 * what was asked for again is asked for again, as soon. -e FAIL_OVER=no replays it and does nothing else: the hit ratio is then that of the log.
 *
 *   ${phases.deployS} s       the settings under test are deployed
 *   ${phases.failOverS}–${phases.failOverS + phases.overS} s   users move to the alternate
 *   ${phases.backS} s       roll-back and fail-back
 */
import { check } from 'k6';
import { SharedArray } from 'k6/data';
import exec from 'k6/execution';
import http from 'k6/http';
import type { Options, Scenario } from 'k6/options';
import { deploy, failBack, failOver, operatorAt, rollBack } from 'headroom-failover/lib/operations';

const SERVICE = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
/** Requests per second in the busiest minute: another one brings the same requests sooner or later. */
const PEAK = Number(__ENV.PEAK ?? ${rounded(peakPerSecond)});
const FACTOR = PEAK / ${rounded(peakPerSecond)};

interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS';
  /** Metrics go by this, and not by every key. */
  readonly name: string;
  readonly path: (key: number) => string;
  readonly status: number;
}

const ROUTES: readonly Route[] = [
${sketch.routes.map(route => routeText(route)).join('')}];

/** Route, user and key of each request. */
const REQUESTS = new SharedArray('requests', () => JSON.parse(open('./${TRAFFIC}')).requests) as unknown as readonly (readonly [
  route: number,
  user: number,
  key: number,
])[];

/** Requests in each ${stages.stepS} s of the log. */
const STEP_S = ${stages.stepS};
const STEPS = [
${stepsText(stages.counts)}];
const perMinute = (requests: number): number => Math.round((requests * FACTOR * 60) / STEP_S);

const operators: Record<string, Scenario> = {
  deploy: operatorAt('${phases.deployS}s', 'deployUnderTest'),
  fail_over: operatorAt('${phases.failOverS}s', 'failOverToAlternate'),
  roll_back: operatorAt('${phases.backS}s', 'rollBackSettings'),
  fail_back: operatorAt('${Math.min(phases.backS + 1, spanS)}s', 'failBackToPrimary'),
};

export const options: Options = {
  scenarios: {
    requests: {
      executor: 'ramping-arrival-rate', // requests come whether or not those before them were answered
      startRate: perMinute(STEPS[0] as number),
      timeUnit: '1m',
      stages: STEPS.flatMap(requests => [
        { target: perMinute(requests), duration: '0s' },
        { target: perMinute(requests), duration: \`\${STEP_S}s\` },
      ]),
      preAllocatedVUs: Math.ceil(PEAK) + 20,
      maxVUs: Math.ceil(6 * PEAK) + 200,
      gracefulStop: '5s',
    },
    ...(__ENV.FAIL_OVER === 'no' ? {} : operators),
  },
};

/** The site runs what it has proved; the change comes during the drill. */
export function setup(): void {
  deploy(__ENV.FAIL_OVER === 'no' ? 'under-test' : 'baseline');
}

/** The next request of the log. */
export default function request(): void {
  const [route, user, key] = REQUESTS[exec.scenario.iterationInTest % REQUESTS.length] as readonly [number, number, number];
  const { method, name, path, status } = ROUTES[route] as Route;
  const response = http.request(method, \`\${SERVICE}\${path(key)}\`, null, {
    headers: { ${quoted(sketch.user.name)}: \`user\${user}\` },
    tags: { name },
    redirects: 0,
    responseCallback: http.expectedStatuses(status),
  });
  check(response, { 'answered as expected': answer => answer.status === status });
}

export function deployUnderTest(): void {
  deploy('under-test');
}

export function failOverToAlternate(): void {
  failOver('alternate', '${phases.overS}s');
}

export function rollBackSettings(): void {
  rollBack();
}

export function failBackToPrimary(): void {
  failBack();
}
`;
}

/** The file with the requests: a line each hundred, so that an editor opens it. What reads it is `parseTraffic` of harness/record. */
export function trafficText({ routes }: Sketch, { requests }: TrafficProfile): string {
  const lines: string[] = [];
  for (let at = 0; at < requests.length; at += 100) {
    const hundred = requests.slice(at, at + 100).map(({ route, user, key }) => `[${route},${user},${key}]`);
    lines.push(hundred.join(','));
  }
  const about = 'route, user and key of each request of replay.ts; numbers, in no relation to what the log had';
  const named = routes.map(({ method, path, reads, writes }): TrafficFile['routes'][number] => ({
    route: `${method} ${path}`,
    reads: reads?.entry ?? null,
    writes: writes === null || writes === 'uncached' ? null : writes.entry,
  }));
  return `{"about":${JSON.stringify(about)},"routes":${JSON.stringify(named)},"requests":[\n${lines.join(',\n')}\n]}\n`;
}

function routeText({ method, path, status, reads, writes }: Sketch['routes'][number]): string {
  const by = (reads ?? (writes === 'uncached' ? null : writes))?.by ?? '';
  const [place, name = ''] = by.split(/\.(.*)/, 2);
  const asked = segmentsOf(path)
    .map(part => (part === '*' ? 'anything' : !part.startsWith(':') ? part : part.slice(1) === name ? '${key}' : '0'))
    .join('/');
  const query = place === 'query' ? `?${name}=\${key}` : '';
  const whole = `/${asked}${query}`;
  const text = whole.includes('${key}') ? `key => \`${whole.replaceAll('`', '\\`')}\`` : `() => ${quoted(whole)}`;
  return `  { method: ${quoted(method)}, name: ${quoted(path)}, path: ${text}, status: ${status} },\n`;
}

function stepsText(counts: readonly number[]): string {
  const lines: string[] = [];
  for (let at = 0; at < counts.length; at += 15) lines.push(`  ${counts.slice(at, at + 15).join(', ')},\n`);
  return lines.join('');
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** The status that a route answers with when all is well: its most frequent one. */
export function usualStatus(statuses: CensusResult['routes'][number]['statuses']): number {
  const good = Object.entries(statuses).filter(([status]) => Number(status) < 400 && status !== '304');
  const [first] = good.sort((a, b) => b[1] - a[1]);
  const status = Number(first?.[0] ?? 200);
  return status >= 200 ? status : 200;
}
