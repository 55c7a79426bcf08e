import type { Sketch, SketchCall, SketchRoute } from './sketch.ts';
import { ASSUMED_KEYS, inComment } from './sketch.ts';
import { ASSUMED_PEAK } from './topology-text.ts';

/** Before users are moved, so that caches have settled: at least this, and as long as a visit takes, s. */
const SHORTEST_HOLD_S = 15;
/** Longer visits do not make the drill longer: what comes late in them is seen all the same. */
const LONGEST_HOLD_S = 120;

/** The drill's times, s. */
interface Phases {
  readonly rampS: number;
  readonly holdS: number;
  readonly drainS: number;
}

/** A first k6 script: users who do what the sketch says, and operators who deploy and fail over at peak. */
export function scriptText(sketch: Sketch): string {
  const { name, source, visit } = sketch;
  const callsPerVisit = visit.reduce((sum, { share }) => sum + share, 0);
  const lengthS = visit.reduce((sum, { thinkS }) => sum + thinkS, 0);
  const holdS = Math.min(LONGEST_HOLD_S, Math.max(SHORTEST_HOLD_S, Math.ceil(lengthS)));
  const phases = { rampS: 10, holdS, drainS: 10 };
  const steady = 2 * phases.holdS + phases.drainS;
  const failOverS = phases.rampS + phases.holdS;
  const backS = failOverS + phases.drainS + phases.holdS;
  return `/**
 * If these cache settings ship and ${name} then fails over at its peak, do users get timeouts?
 *
 * From ${inComment(source)}.
 *
${picture(phases)}
 */
import { check, sleep } from 'k6';
import http from 'k6/http';
import type { Options } from 'k6/options';
import { deploy, failBack, failOver, operatorAt, rollBack } from 'headroom-failover/lib/operations';

const SERVICE = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const USERS = Number(__ENV.USERS ?? 1000);
/** Requests per second at peak, as the topology has it. */
const PEAK = Number(__ENV.PEAK ?? ${ASSUMED_PEAK});

/** Of one visit, in the mean. */
const CALLS_PER_VISIT = ${rounded(callsPerVisit)};
const VISITS_PER_MINUTE = Math.max(1, Math.round((PEAK * 60) / CALLS_PER_VISIT));
/** Think times alone, s: users who are there at the same time are the visits that come in it. */
const VISIT_SECONDS = ${rounded(Math.max(1, lengthS))};
const AT_ONCE = Math.ceil((VISITS_PER_MINUTE / 60) * VISIT_SECONDS);

export const options: Options = {
  scenarios: {
    visits: {
      executor: 'ramping-arrival-rate', // users come whether or not those before them were served
      startRate: Math.round(VISITS_PER_MINUTE / 2),
      timeUnit: '1m',
      stages: [
        { target: VISITS_PER_MINUTE, duration: '${phases.rampS}s' },
        { target: VISITS_PER_MINUTE, duration: '${steady}s' },
        { target: Math.round(VISITS_PER_MINUTE / 2), duration: '5s' },
      ],
      preAllocatedVUs: Math.ceil(1.5 * AT_ONCE) + 20,
      maxVUs: 5 * AT_ONCE + 100,
      gracefulStop: '5s',
    },
    deploy: operatorAt('3s', 'deployUnderTest'),
    fail_over: operatorAt('${failOverS}s', 'failOverToAlternate'),
    roll_back: operatorAt('${backS}s', 'rollBackSettings'),
    fail_back: operatorAt('${backS + 1}s', 'failBackToPrimary'),
  },
};

/** The site runs what it has proved; the change comes during the drill. */
export function setup(): void {
  deploy('baseline');
}

${helperText(sketch)}
export default function visit(): void {
  const user = \`user\${Math.floor(Math.random() * USERS)}\`;
${visit.map(call => callText(call, sketch)).join('')}}

export function deployUnderTest(): void {
  deploy('under-test');
}

export function failOverToAlternate(): void {
  failOver('alternate', '${phases.drainS}s');
}

export function rollBackSettings(): void {
  rollBack();
}

export function failBackToPrimary(): void {
  failBack();
}
`;
}

function picture({ rampS, holdS, drainS }: Phases): string {
  const failOverS = rampS + holdS;
  const backS = failOverS + drainS + holdS;
  return ` *   0–${rampS} s      load goes from half to the whole peak; at 3 s the settings under test are deployed
 *   ${failOverS}–${failOverS + drainS} s    users move to the alternate
 *   ${backS} s       roll-back and fail-back, as load falls`;
}

/** What all calls share: who asks, by the topology's rule, and what is expected. */
function helperText({ user, routes, visit }: Sketch): string {
  const takesKeys = visit.some(({ route }) => parametersOf(routes[route] as SketchRoute) > 0);
  const key = takesKeys
    ? `/** One of the first \`count\` things of a kind, all alike; \`zipfSampler\` of headroom-failover/lib/traffic has favourites. */
function some(count: number): number {
  return Math.floor(Math.random() * count);
}

`
    : '';
  const query = user.in === 'query' ? `?${user.name}=\${user}` : '';
  return `${key}/** @param name the route, so that metrics go by that and not by every id */
function ask(user: string, method: string, path: string, name: string, status: number, body: string | null = null): void {
  const headers = ${headersText(user)};
  const response = http.request(method, \`\${SERVICE}\${path}${query}\`, body, {
    headers,
    tags: { name },
    responseCallback: http.expectedStatuses(status),
  });
  check(response, { 'answered as expected': answer => answer.status === status });
}
`;
}

function headersText({ in: place, name }: Sketch['user']): string {
  const json = "'content-type': 'application/json'";
  switch (place) {
    case 'header':
      return `{ ${json}, ${quoted(name)}: user }`;
    case 'cookie':
      return `{ ${json}, cookie: \`${name}=\${user}\` }`;
    case 'bearer':
      return `{ ${json}, authorization: \`Bearer \${user}\` }`;
    case 'query':
      return `{ ${json} }`;
  }
}

function callText({ route, thinkS, share, sends }: SketchCall, { routes }: Sketch): string {
  const { method, path, status } = routes[route] as SketchRoute;
  const asked = parametersOf({ path }) === 0 ? quoted(plain(path)) : `\`${withKeys(path)}\``;
  const body = sends === null ? '' : `, ${quoted(sends)}`;
  const call = `ask(user, '${method}', ${asked}, ${quoted(path)}, ${status}${body});`;
  const pause = thinkS > 0 ? `  sleep(${rounded(thinkS)});\n` : '';
  if (share >= 1) return `${pause}  ${call}\n`;
  return `  if (Math.random() < ${rounded(share)}) {\n${thinkS > 0 ? `    sleep(${rounded(thinkS)});\n` : ''}    ${call}\n  }\n`;
}

function parametersOf({ path }: Pick<SketchRoute, 'path'>): number {
  return path.split('/').filter(part => part.startsWith(':')).length;
}

function withKeys(path: string): string {
  return plain(path).replaceAll(/:\w+/g, `\${some(${ASSUMED_KEYS})}`);
}

/** A path that its route answers. */
function plain(path: string): string {
  return path.replace(/\*$/, 'anything');
}

/** A text as JavaScript has it. */
export function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
