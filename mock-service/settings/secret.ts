/** A value that nobody is to see: neither on a terminal nor in what is kept. */
export interface Secret {
  readonly name: string;
  readonly value: string;
}

/** A text without secrets. */
export type Mask = (text: string) => string;

/**
 * Replaces the values of secrets by their names, `${NAME}`: as they are, and as URLs, forms, JSON texts and base64 write them. What a
 * script makes of them otherwise (a hash, a part, another encoding) is not known here.
 */
export function maskOf(secrets: readonly Secret[]): Mask {
  const names = new Map(secrets.flatMap(({ name, value }) => formsOf(value).map(form => [form, name])));
  if (names.size === 0) return text => text;
  // What contains another goes first.
  const longest = [...names.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longest.map(form => RegExp.escape(form)).join('|'), 'g');
  return text => text.replace(pattern, form => `\${${names.get(form)}}`);
}

/** A text without the values of secrets. */
export function masked(text: string, secrets: readonly Secret[]): string {
  return maskOf(secrets)(text);
}

/**
 * A value with every text in it masked, keys too.
 * @param own words that the value is made of whatever is secret: they stay
 */
export function maskedIn<Value>(value: Value, mask: Mask, own: (word: string) => boolean): Value {
  const word = (text: string): string => (own(text) ? text : mask(text));
  const copy = (each: unknown): unknown => {
    if (typeof each === 'string') return word(each);
    if (typeof each !== 'object' || each === null) return each;
    if (Array.isArray(each)) return each.map(copy);
    return Object.fromEntries(Object.entries(each).map(([key, inner]) => [word(key), copy(inner)]));
  };
  return copy(value) as Value;
}

function formsOf(value: string): string[] {
  if (value === '') return [];
  const bytes = Buffer.from(value);
  const encoded = encodeURIComponent(value.toWellFormed());
  const forms = [
    value,
    JSON.stringify(value).slice(1, -1),
    encoded,
    encoded.replaceAll('%20', '+'),
    encodeURI(value.toWellFormed()),
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ];
  return [...new Set(forms)];
}
