import { printable } from '../printable.ts';

/** What can stand in a template: texts are escaped, `Markup` is not, nothing is made of null and false. */
export type Content = Markup | string | number | null | false | readonly Content[];

/** A piece of HTML that is safe as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

export const NOTHING = new Markup('');

/** HTML from a template. Whatever is put in is text, in elements and in quoted attributes alike, unless it is `Markup` itself. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = strings[0] as string;
  values.forEach((value, i) => {
    text += rendered(value) + strings[i + 1];
  });
  return new Markup(text);
}

function rendered(value: Content): string {
  if (value === null || value === false) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  return value.map(rendered).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
};

function escapeText(text: string): string {
  return printable(text).replace(/[&<>"']/g, found => ESCAPES[found] as string);
}

/** A value as JSON that can stand in a script element: no `<` that could end it or open a comment. */
export function embeddedJson(value: unknown): Markup {
  return new Markup(
    JSON.stringify(value).replace(
      /[<\u2028\u2029]/g,
      found => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
}
