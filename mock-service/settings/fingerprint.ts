import { createHash } from 'node:crypto';

/**
 * 16 hex digits that tell values apart: equal for equal values, however they were written and in whatever order. Infinity
 * and null differ; JSON alone would make them the same.
 */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex').slice(0, 16);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.keys(value)
      .sort()
      .map(key => `${JSON.stringify(key)}:${canonical((value as Record<string, unknown>)[key])}`)
      .join()}}`;
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
