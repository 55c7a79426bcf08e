/**
 * Every way in which users are refused, ten times each: late headers, a full queue, too many wrong codes, a refused connection, no
 * healthy instance; and once an answer that breaks off. One instance, one core, no queue, a read takes 100 ms, the deadline is 250 ms.
 *
 *     second  0 ─ late ─ 10   12 ─ two at a time ─ 22   23 wrong codes   30 restart: broken off, refused   40 ─ nobody is well ─ 42
 */
import http from 'k6/http';
import type { Options } from 'k6/options';
import { degradePool, operatorAt, restart } from '../../lib/operations.ts';
import { read } from '../lib/reads.ts';

const METHODS = `${__ENV.BASE_URL}/v1.0/me/authentication/methods`;
const APPS = `${__ENV.BASE_URL}/v1.0/me/authentication/softwareOathMethods`;
const params = { headers: { 'x-user': `user1@${__ENV.REGION}.example`, 'content-type': 'application/json' } };
/** Wrong codes in a row after which none is looked at for a while. */
const WRONG_CODES = 5;

export const options: Options = {
  scenarios: {
    slow: operatorAt('0s', 'slowDown'),
    late: every('1s', '0s', 10, 'one'),
    fast: operatorAt('11s', 'speedUp'),
    full: every('1s', '12s', 10, 'two'),
    throttled: operatorAt('23s', 'guess'),
    broken_off: { ...every('1s', '30s', 1, 'one') },
    restart: operatorAt('30.05s', 'lose'),
    refused: every('200ms', '30.1s', 10, 'one'),
    nobody: every('200ms', '40s', 10, 'one'),
  },
};

/** `count` reads from `startTime` on. */
function every(period: string, startTime: string, count: number, exportedFunction: string) {
  const seconds = period === '1s' ? count : count / 5;
  return {
    executor: 'constant-arrival-rate' as const,
    exec: exportedFunction,
    startTime,
    rate: 1,
    timeUnit: period,
    duration: `${seconds * 1000 - 1}ms`,
    preAllocatedVUs: 2,
  };
}

export function one(): void {
  read(0);
}

export function two(): void {
  http.batch([
    { method: 'GET', url: METHODS, params },
    { method: 'GET', url: METHODS, params },
  ]);
}

/** Types codes until none is looked at any more. */
export function guess(): void {
  const { id } = http.post(APPS, '{}', params).json() as { id: string };
  const wrong = JSON.stringify({ verificationCode: 'abcdef' });
  for (let i = 0; i < WRONG_CODES + 10; i++) http.post(`${APPS}/${id}/activate`, wrong, params);
}

/** 400 ms a read. */
export function slowDown(): void {
  degradePool('primary', { cpu: '25%' });
}

export function speedUp(): void {
  degradePool('primary', { cpu: '100%' });
}

export function lose(): void {
  restart('primary');
}
