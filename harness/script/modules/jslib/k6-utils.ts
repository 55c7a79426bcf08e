/** Stands in for `https://jslib.k6.io/k6-utils`: what its documentation promises, in our own words. Part of scripts, not of the harness. */
import { check as checkNow } from 'k6';
import exec from 'k6/execution';

/** A whole number from `min` to `max`, both included. */
export function randomIntBetween(min: number, max: number): number {
  return Math.floor(Math.random() * (max - min + 1) + min);
}

export function randomItem<T>(items: ArrayLike<T>): T {
  return items[Math.floor(Math.random() * items.length)] as T;
}

export function randomString(length: number, charset = 'abcdefghijklmnopqrstuvwxyz'): string {
  let text = '';
  for (let i = 0; i < length; i++) text += charset[Math.floor(Math.random() * charset.length)];
  return text;
}

/** A version 4 UUID. Here it always follows the seed, whatever `secure` says. */
export function uuidv4(_secure = false): string {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, place => {
    const digit = Math.floor(Math.random() * 16);
    return (place === 'x' ? digit : (digit & 0x3) | 0x8).toString(16);
  });
}

/** What stands between `left` and `right` in a text: the first, or with `repeat` all of them. */
export function findBetween(content: string, left: string, right: string, repeat: true): string[];
export function findBetween(content: string, left: string, right: string, repeat?: false): string | null;
export function findBetween(content: string, left: string, right: string, repeat = false): string | string[] | null {
  const found: string[] = [];
  let from = 0;
  for (;;) {
    const start = content.indexOf(left, from);
    if (start < 0) break;
    const end = content.indexOf(right, start + left.length);
    if (end < 0) break;
    const text = content.slice(start + left.length, end);
    if (!repeat) return text;
    found.push(text);
    from = end + right.length;
  }
  return repeat ? found : null;
}

/** Stages whose targets follow a bell curve up to `maxVus` over a time in seconds. */
export function normalDistributionStages(
  maxVus: number,
  durationSeconds: number,
  numberOfStages = 10,
): { duration: string; target: number }[] {
  const seconds = Math.ceil(durationSeconds / (numberOfStages + 2));
  const stages: { duration: string; target: number }[] = [{ duration: `${seconds}s`, target: 0 }];
  // The curve from −3 to 3 standard deviations, scaled so that its top is maxVus.
  for (let i = 0; i < numberOfStages; i++) {
    const z = numberOfStages === 1 ? 0 : -3 + (6 * i) / (numberOfStages - 1);
    stages.push({ duration: `${seconds}s`, target: Math.ceil(maxVus * Math.exp(-(z * z) / 2)) });
  }
  stages.push({ duration: `${seconds}s`, target: 0 });
  return stages;
}

const UNITS_MS: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** `1h30m10s` in ms. A bare number is ms already. */
export function parseDuration(text: string): number {
  if (text === undefined || text === null || text === '') throw new TypeError('parseDuration() needs a duration');
  if (!Number.isNaN(Number(text))) return Number(text);
  if (!/^(\d+(\.\d+)?(ms|[dhms]))+$/.test(text)) throw new TypeError(`parseDuration(): '${text}' is not a duration`);
  let total = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g))
    total += Number(number) * (UNITS_MS[unit as string] as number);
  return total;
}

interface Stage {
  duration: string;
  target: number;
}

/** The stages of the running scenario. @throws Error if it has none. */
function currentStages(): readonly Stage[] {
  const { name } = exec.scenario;
  const scenario = (exec.test.options.scenarios as Record<string, { stages?: Stage[] }> | undefined)?.[name];
  if (scenario?.stages === undefined || scenario.stages.length === 0)
    throw new Error(`the scenario '${name}' has no stages: only ramping-vus and ramping-arrival-rate have`);
  return scenario.stages;
}

/** The number of the running scenario's present stage, from 0. */
export function getCurrentStageIndex(): number {
  const stages = currentStages();
  const elapsedMs = Date.now() - exec.scenario.startTime;
  let endMs = 0;
  for (let i = 0; i < stages.length; i++) {
    endMs += parseDuration((stages[i] as Stage).duration);
    if (elapsedMs < endMs) return i;
  }
  return stages.length - 1;
}

/** Tags the VU's samples with `stage`: the number of the present stage. */
export function tagWithCurrentStageIndex(): void {
  exec.vu.metrics.tags.stage = getCurrentStageIndex();
}

/** Tags the VU's samples with `stage_profile`: ramp-up, steady or ramp-down. */
export function tagWithCurrentStageProfile(): void {
  const stages = currentStages();
  const index = getCurrentStageIndex();
  const before = index === 0 ? 0 : (stages[index - 1] as Stage).target;
  const { target } = stages[index] as Stage;
  exec.vu.metrics.tags.stage_profile = target > before ? 'ramp-up' : target < before ? 'ramp-down' : 'steady';
}

type Tests = Record<string, unknown>;

/** k6's `check`, also for tests that give promises: then it gives a promise itself. */
export function check(value: unknown, tests: Tests, tags?: object): boolean | Promise<boolean> {
  const results: Tests = {};
  const waiting: Promise<void>[] = [];
  for (const [name, test] of Object.entries(tests)) {
    const result: unknown = typeof test === 'function' ? test(value) : test;
    results[name] = () => Boolean(result);
    if (result instanceof Promise)
      waiting.push(
        result.then(later => {
          results[name] = () => Boolean(later);
        }),
      );
  }
  const conclude = () => checkNow(value, results as Record<string, () => boolean>, tags);
  return waiting.length === 0 ? conclude() : Promise.all(waiting).then(conclude);
}
