const MS_BY_UNIT: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 0.001,
  µs: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h|d)/gy;

/** What a duration may look like, for messages. */
export const DURATION_ALLOWED = "a duration such as '30s', '1m30s' or '500ms', or a number of ms, from 0";

/** A duration in k6's syntax, `1h2m3.5s` or a number of ms, as ms. Undefined if it is not one, or negative. */
export function readDuration(written: unknown): number | undefined {
  if (typeof written === 'number') return written >= 0 && Number.isFinite(written) ? written : undefined;
  if (typeof written !== 'string' || written === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(written)) return Number(written);
  let ms = 0;
  PART.lastIndex = 0;
  for (let end = 0; end < written.length; end = PART.lastIndex) {
    const part = PART.exec(written);
    if (part === null) return undefined;
    const [, amount, unit] = part as unknown as [string, string, string];
    // Shifting the decimal point instead of multiplying keeps 1.001s exactly 1001 ms.
    ms += unit === 's' ? Number(`${amount}e3`) : Number(amount) * (MS_BY_UNIT[unit] as number);
  }
  return ms;
}

/** A duration as people say it: `1h2m3.5s`, `500ms`, `0s`. */
export function printDuration(ms: number): string {
  if (ms === 0) return '0s';
  if (ms < 1000) return `${ms}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = (ms % 60_000) / 1000;
  return `${hours > 0 ? `${hours}h` : ''}${minutes > 0 ? `${minutes}m` : ''}${seconds > 0 ? `${seconds}s` : ''}`;
}
