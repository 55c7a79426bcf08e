import type { ExchangeCase } from './exchange-case.ts';
import { SUITE } from './suite.ts';

/** The page that has the suite's tables below its text. */
export const PAGE = 'docs/proxy.md';

const BELOW = '<!-- What follows is made by `npm run generate`. -->\n';

/** @param page as it is. @returns it with the tables as they should be. */
export function pageText(page: string): string {
  const text = page.slice(0, page.indexOf(BELOW) + BELOW.length);
  const parts = SUITE.map(({ title, cases }, i) => {
    const differing = cases.filter(({ why }) => why !== null);
    return [
      `## ${i + 3}. ${title}`,
      '',
      `${cases.length} exchanges; ${cases.length - differing.length} end alike.`,
      '',
      ...(differing.length === 0 ? [] : table(['exchange', 'here', 'HAProxy', 'why'], differing.map(differenceRow))),
      `Alike: ${cases
        .filter(({ why }) => why === null)
        .map(alike)
        .join('; ')}.`,
      '',
    ].join('\n');
  });
  return `${text}\n${parts.join('\n')}`;
}

function differenceRow({ name, ours, haproxy, why }: ExchangeCase): string[] {
  return [cell(name), code(ours), code(haproxy), why as string];
}

function alike({ name, ours }: ExchangeCase): string {
  return `${cell(name)}, ${code(ours)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('*', '\\*');
}

function code(outcome: string): string {
  const short = outcome.length > 60 ? `${outcome.slice(0, 40)}…` : outcome;
  return `\`${short
    .replace(/\p{Cc}/gu, '·')
    .replaceAll('`', "'")
    .replaceAll('|', '\\|')
    .trim()}\``;
}
