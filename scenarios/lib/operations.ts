import exec from 'k6/execution';
import http from 'k6/http';
import type { PerVUIterationsScenario } from 'k6/options';

/** What operators do, by HTTP calls to the control server, so that a drill is one portable script. */

const CONTROL_URL = __ENV.CONTROL_URL ?? 'http://127.0.0.1:8090';
const CONTROL_TOKEN = __ENV.CONTROL_TOKEN ?? '';

/** Cache settings by what they are in this drill, or given as JSON. */
export type Settings = 'under-test' | 'baseline' | Record<string, string | number | boolean | object>;
/** A share, 0–1 or `10%`. */
export type Share = number | string;

/** Rolls settings out to all instances, to a pool, or to a share of them. */
export function deploy(settings: Settings, where: { pool?: string; share?: Share } = {}): void {
  operate('deploy', { settings, ...where });
}

/** Gives every instance back what it had before the present settings were first deployed. */
export function rollBack(): void {
  operate('roll-back', {});
}

/** Moves users to a pool, at once or over a duration, `15s`; `ready`: only while the hit ratio over there is at least that. */
export function failOver(to: string, over?: string, ready?: { hitRatio: Share }): void {
  operate('fail-over', { to, ...(over !== undefined && { over }), ...(ready !== undefined && { ready }) });
}

/** Moves users back to the primary, at once or over a duration. */
export function failBack(over?: string): void {
  operate('fail-back', over === undefined ? {} : { over });
}

/**
 * Restarts a pool's instances, or the nodes of the `cache-tier`, or a share of them; instances at once, or one after another over a duration. They
 * start cold.
 */
export function restart(pool: string, share?: Share, over?: string): void {
  operate('restart', { pool, ...(share !== undefined && { share }), ...(over !== undefined && { over }) });
}

/** Empties the caches of a pool, or the nodes of the `cache-tier`, or a share of these. */
export function flush(pool: string, share?: Share): void {
  operate('flush', share === undefined ? { pool } : { pool, share });
}

/** Slows the cores of a pool to the share `cpu`, for a while (`for: '30s'`) or until further notice. */
export function degradePool(pool: string, how: { cpu: Share; for?: string }): void {
  operate('degrade', { pool, ...how });
}

/**
 * Makes the directory worse: `latency` is `+200ms` or `3x`, `concurrency` the share of slots that remains, `errors` the share
 * of reads that fail.
 */
export function degradeDirectory(how: { latency?: string; concurrency?: Share; errors?: Share; for?: string }): void {
  operate('degrade', { pool: 'directory', ...how });
}

/** Makes a share of the cache tier's nodes worse: `latency` is `+200ms` or `3x`, `concurrency` the share of slots that remains. */
export function degradeCacheTier(how: { share?: Share; latency?: string; concurrency?: Share; for?: string }): void {
  operate('degrade', { pool: 'cache-tier', ...how });
}

/**
 * Lets a share of the users (or of the requests) in and refuses the others at once; `1` lets everybody in again. `over` moves there from the
 * present share; `route` is one of the service's, `GET /path/:id`, `class` one of the topology's; `retryAfter` is what refused callers are told.
 */
export function throttle(
  share: Share,
  how: { by?: 'user' | 'request'; over?: string; route?: string; class?: string; retryAfter?: string } = {},
): void {
  operate('throttle', { share, ...how });
}

/** Ends the drill if the operation is refused: without it the drill would answer another question. */
function operate(name: string, body: object): void {
  const response = http.post(`${CONTROL_URL}/operations/${name}`, JSON.stringify(body), {
    headers: { authorization: `Bearer ${CONTROL_TOKEN}`, 'content-type': 'application/json' },
    tags: { name: `/operations/${name}` },
  });
  if (response.status < 200 || response.status > 299)
    exec.test.abort(`${name} was refused: ${response.status} ${response.error || response.body}`);
}

/** A scenario of its own for an operator who calls one of the script's exported functions once, at `startTime`. */
export function operatorAt(startTime: string, exportedFunction: string): PerVUIterationsScenario {
  return {
    executor: 'per-vu-iterations',
    exec: exportedFunction,
    startTime,
    vus: 1,
    iterations: 1,
    maxDuration: '5s',
    gracefulStop: '0s',
    tags: { role: 'operator' },
  };
}
