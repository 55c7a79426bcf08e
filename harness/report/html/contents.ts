import { html, type Markup } from './markup.ts';

/** Links to the parts of a report; a part's id is its name in small letters with dashes. */
export function contents(parts: readonly string[]): Markup {
  const links = parts.map(part => html`<li><a href="#${part.toLowerCase().replaceAll(' ', '-')}">${part}</a></li>`);
  return html`<nav aria-label="Parts of this report"><ul class="contents">${links}</ul></nav>
`;
}
