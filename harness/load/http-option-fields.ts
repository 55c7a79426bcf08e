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

/** Numbers; k6 takes 0 batches as unlimited. */
const LIMITS = ['batch', 'batchPerHost', 'maxRedirects'] as const;

/** Reads the options that `k6/http` obeys, so that it need not check them: those that are there, by their own names. */
export function readHttpOptions(fields: Fields): Record<string, boolean | number> {
  const read: Record<string, boolean | number> = {};
  for (const name of FLAGS) {
    const value = fields.flag(name);
    if (fields.has(name)) read[name] = value;
  }
  for (const name of LIMITS) {
    const value = fields.whole(name, { min: 0, fallback: 0 });
    if (fields.has(name)) read[name] = value;
  }
  fields.text('userAgent', '', () => true, 'a text');
  const tags = fields.list('systemTags', "a list of tags' names");
  if (tags?.some(tag => typeof tag !== 'string')) fields.wrong('systemTags', 'not only texts', "a list of tags' names");
  return read;
}
