/** Stands in for `https://jslib.k6.io/form-urlencoded`: objects as the text of a form, nested ones by brackets. Part of scripts. */

interface FormOptions {
  sorted?: boolean;
  skipIndex?: boolean;
  skipBracket?: boolean;
  ignorenull?: boolean;
  useDot?: boolean;
  whitespace?: string;
}

/** `{a: [1, 2], b: {c: 'x y'}}` → `a%5B0%5D=1&a%5B1%5D=2&b%5Bc%5D=x+y`. */
export default function formUrlEncoded(data: unknown, options: FormOptions = {}): string {
  if (typeof data !== 'object' || data === null) return '';
  const pairs: string[] = [];
  const encode = (text: string) =>
    encodeURIComponent(text)
      .replace(/%20/g, options.whitespace ?? '+')
      .replace(/[!'()*]/g, percent);

  const add = (name: string, value: unknown): void => {
    if (value === undefined || typeof value === 'function' || (value === null && options.ignorenull)) return;
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        const place = options.skipBracket ? '' : options.skipIndex ? '[]' : `[${index}]`;
        add(name + place, item);
      });
    } else if (value instanceof Date) pairs.push(`${encode(name)}=${encode(value.toISOString())}`);
    else if (typeof value === 'object' && value !== null) {
      for (const key of keysOf(value)) add(options.useDot ? `${name}.${key}` : `${name}[${key}]`, value[key as never]);
    } else pairs.push(`${encode(name)}=${value === null ? '' : encode(String(value))}`);
  };
  const keysOf = (object: object) => (options.sorted ? Object.keys(object).sort() : Object.keys(object));

  for (const key of keysOf(data)) add(key, data[key as never]);
  return pairs.join('&');
}

function percent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
}
