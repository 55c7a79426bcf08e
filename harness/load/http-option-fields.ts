import type { Fields } from './fields.ts';

/** Options that are true or false. */
const FLAGS = [
  'discardResponseBodies',
  'insecureSkipTLSVerify',
  'noConnectionReuse',
  'noCookiesReset',
  'noVUConnectionReuse',
  'throw',
] as const;

/** Checks the options that `k6/http` takes from the written ones, so that it need not. */
export function checkHttpOptions(fields: Fields): void {
  for (const name of FLAGS) fields.flag(name);
  // k6 takes 0 as unlimited.
  fields.whole('batch', { min: 0, fallback: 0 });
  fields.whole('batchPerHost', { min: 0, fallback: 0 });
  fields.whole('maxRedirects', { min: 0, fallback: 0 });
  fields.text('userAgent', '', () => true, 'a text');
  const tags = fields.list('systemTags', "a list of tags' names");
  if (tags?.some(tag => typeof tag !== 'string')) fields.wrong('systemTags', 'not only texts', "a list of tags' names");
}
