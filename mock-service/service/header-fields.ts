import type { Headers } from './service.ts';

/** Whether a header's name, as its sender wrote it, is this one. */
export function isHeader(name: string, lower: string): boolean {
  return name === lower || (name.length === lower.length && name.toLowerCase() === lower);
}

/** A header's value; of several the first; '' for none. */
export function firstOf(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

/** The value of a header by its lower-case name; '' where there is none. */
export function headerIn(headers: Headers, lower: string): string {
  for (const name in headers) if (isHeader(name, lower)) return firstOf(headers[name]);
  return '';
}
