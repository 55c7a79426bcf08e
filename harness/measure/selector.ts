import type { TagSet } from './tags.ts';

/** `name{tag:value,…}`: a metric, or the part of it whose samples carry those tags. */
export interface Selector {
  /** As it was written: the submetric's name. */
  readonly key: string;
  readonly metric: string;
  readonly tags: readonly (readonly [tag: string, value: string])[];
}

/** Reads a threshold's key. @returns what is wrong with it, as a sentence's end, if it is malformed. */
export function parseSelector(key: string): Selector | string {
  const brace = key.indexOf('{');
  if (brace < 0) return key.includes('}') ? "has a '}' without a '{'" : { key, metric: key.trim(), tags: [] };
  if (!key.trimEnd().endsWith('}')) return "lacks the closing '}'";
  const tags: (readonly [string, string])[] = [];
  for (const part of key.slice(brace + 1, key.lastIndexOf('}')).split(',')) {
    const colon = part.indexOf(':');
    if (colon < 0) return `has the selector part '${part.trim()}' without a value`;
    const tag = unquote(part.slice(0, colon));
    if (tag === '') return 'has a selector part without a tag';
    tags.push([tag, unquote(part.slice(colon + 1))]);
  }
  return { key, metric: key.slice(0, brace).trim(), tags };
}

/** Whether a sample with these tags belongs to the selection. A tag that is not set equals the empty text. */
export function selects(selector: Selector, tags: TagSet): boolean {
  for (const [tag, value] of selector.tags) if ((tags.get(tag) ?? '') !== value) return false;
  return true;
}

function unquote(text: string): string {
  const trimmed = text.trim();
  const quote = trimmed[0];
  if (trimmed.length > 1 && (quote === '"' || quote === "'") && trimmed.endsWith(quote)) return trimmed.slice(1, -1);
  return trimmed;
}
