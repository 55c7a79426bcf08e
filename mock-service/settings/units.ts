/**
 * Durations, sizes and shares as people write them, to numbers and back. Each reader gives undefined for what it cannot read;
 * each printer's text reads back as the same number.
 */

const MS_BY_UNIT = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const BYTES_BY_UNIT = { B: 1, KiB: 1024, MiB: 1_048_576, GiB: 1_073_741_824 } as const;

export const DURATION_PATTERN = String.raw`^(0|(\d+(\.\d+)?(ms|s|m|h|d))+)$`;
export const SIZE_PATTERN = String.raw`^\d+(\.\d+)?(B|KiB|MiB|GiB)$`;
export const SHARE_PATTERN = String.raw`^\d+(\.\d+)?%$`;

const DURATION = new RegExp(DURATION_PATTERN);
const DURATION_PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;
const SIZE = new RegExp(SIZE_PATTERN);
const SHARE = new RegExp(SHARE_PATTERN);

/** `50ms`, `300s`, `10m`, `1.5h`, `1m30s`, `0` → ms. */
export function readDuration(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(DURATION_PART)) {
    // Shifting the decimal point instead of multiplying keeps 1.001s exactly 1001 ms.
    if (unit === 's') ms += Number(`${amount}e3`);
    else ms += Number(amount) * MS_BY_UNIT[unit as keyof typeof MS_BY_UNIT];
  }
  return ms;
}

/** ms → `50ms`, `300s`, `10m`, `1.5h`: the largest unit that leaves a short number; seconds up to ten minutes. */
export function printDuration(ms: number): string {
  if (ms === 0) return '0s';
  if (ms >= 1000) {
    const units = ms < 600_000 ? ['s'] : ms < 5_400_000 ? ['m', 's'] : ['d', 'h', 'm', 's'];
    for (const unit of units) {
      const text = `${ms / MS_BY_UNIT[unit as keyof typeof MS_BY_UNIT]}${unit}`;
      if (text.length <= 7 && !text.startsWith('0.') && readDuration(text) === ms) return text;
    }
  }
  return `${plain(ms)}ms`;
}

/** `512MiB`, `64KiB`, `2048B` → bytes, whole. */
export function readSize(text: string): number | undefined {
  if (!SIZE.test(text)) return undefined;
  const unit = text.endsWith('iB') ? text.slice(-3) : 'B';
  return Math.round(Number.parseFloat(text) * BYTES_BY_UNIT[unit as keyof typeof BYTES_BY_UNIT]);
}

/** bytes → `512MiB`. */
export function printSize(bytes: number): string {
  if (bytes === 0) return '0B';
  for (const unit of ['GiB', 'MiB', 'KiB'] as const) {
    const text = `${bytes / BYTES_BY_UNIT[unit]}${unit}`;
    if (text.length <= 8 && !text.startsWith('0.') && readSize(text) === bytes) return text;
  }
  return `${bytes}B`;
}

/** `10%` → 0.1. Plain numbers are shares already. */
export function readShare(text: string): number | undefined {
  return SHARE.test(text) ? Number(`${text.slice(0, -1)}e-2`) : undefined;
}

/** 0.1 → `10%`. */
export function printShare(share: number): string {
  const text = `${Number((share * 100).toPrecision(15))}%`;
  return readShare(text) === share ? text : String(share);
}

/** A number without an exponent. */
function plain(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  return value.toFixed(20).replace(/\.?0+$/, '');
}
