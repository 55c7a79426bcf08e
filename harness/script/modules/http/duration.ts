const UNITS_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d))+$/;
const PART = /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d)/g;

/**
 * A duration as scripts give it to `timeout`: ms as a number, or a text such as `90s`, `1m30s`, `250ms`.
 * @throws TypeError for anything else.
 */
export function durationMs(value: unknown, what: string): number {
  if (typeof value === 'number' && value >= 0) return value;
  if (typeof value === 'string') {
    if (WHOLE.test(value)) {
      let total = 0;
      for (const [, number, unit] of value.matchAll(PART))
        total += Number(number) * (UNITS_MS[unit as string] as number);
      return total;
    }
    if (value !== '' && Number(value) >= 0) return Number(value);
  }
  throw new TypeError(
    `${what} is not a duration (got ${JSON.stringify(value)}): use ms as a number, or a text such as '1m30s'`,
  );
}
