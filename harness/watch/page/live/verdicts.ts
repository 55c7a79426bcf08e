import { SIGNS } from '../../../report/html/verdict-word.ts';
import type { LiveState } from '../../page-server/live-state.ts';
import type { Progress } from '../../progress/progress.ts';
import { element, place } from './element.ts';

/** More reports than this are not kept: they are files too. */
const MOST_REPORTS = 8;

/** Fetches reports as soon as they are there, since the server ends with the command, and keeps them. */
export class Reports {
  readonly #links = new Map<string, Promise<string | null>>();

  /** @returns an address of its own that goes on working without the server; null: it could not be had */
  get(name: string): Promise<string | null> {
    const known = this.#links.get(name);
    if (known !== undefined) return known;
    const link = this.#links.size < MOST_REPORTS ? fetchReport(name) : Promise.resolve(null);
    this.#links.set(name, link);
    return link;
  }
}

async function fetchReport(name: string): Promise<string | null> {
  try {
    const response = await fetch(`/reports/${name}`);
    if (!response.ok) return null;
    return URL.createObjectURL(new Blob([await response.blob()], { type: 'text/html' }));
  } catch {
    return null;
  }
}

/** What a drill, or all of them, have come to. @param link of the report */
export function showVerdict(
  where: HTMLElement,
  what: string,
  { verdict, reasons, report }: Pick<Progress, 'reasons' | 'report'> & { readonly verdict: keyof typeof SIGNS | null },
  link: Promise<string | null> | null,
): void {
  const [first = 'No verdict.', ...more] = reasons;
  const word = verdict === null ? 'no verdict' : verdict;
  const sign = element('span', '', verdict === null ? '–' : SIGNS[verdict]);
  sign.setAttribute('aria-hidden', 'true');
  const heading = element('p', 'verdict-line', element('span', 'verdict-word', sign, ` ${word}`), `: ${what}`);
  where.className = verdict === null ? 'banner' : `banner verdict-${verdict}`;
  where.replaceChildren(heading, element('p', 'lead', first));
  if (more.length > 0) where.append(element('ul', 'reasons', ...more.map(reason => element('li', '', reason))));
  where.hidden = false;
  const links = element('p', 'links');
  if (report !== null) links.append('Report: ', element('code', '', report));
  where.append(links);
  void link?.then(href => {
    if (href === null) return;
    const anchor = element('a', '', 'Open the report');
    anchor.href = href;
    anchor.target = '_blank';
    anchor.rel = 'noopener';
    links.prepend(anchor, report === null ? '' : ' · ');
  });
}

/** The drills by name, to choose from. @param shown which one is on the page */
export function showDrills({ progresses }: LiveState, shown: number, choose: (index: number) => void): void {
  const nav = place('drills');
  nav.hidden = progresses.length < 2;
  const texts = progresses.map(({ name, stage, verdict }) => {
    const stand = verdict === null ? { waiting: '', ready: '…', running: '▸', over: '–' }[stage] : SIGNS[verdict];
    return `${stand} ${name}${verdict === null ? '' : `: ${verdict}`}`.trim();
  });
  const buttons = [...nav.querySelectorAll('button')];
  if (buttons.length !== texts.length) {
    const made = texts.map((_, index) => {
      const button = element('button', '');
      button.type = 'button';
      button.addEventListener('click', () => choose(index));
      return button;
    });
    nav.replaceChildren(...made);
    buttons.splice(0, buttons.length, ...made);
  }
  buttons.forEach((button, index) => {
    const text = texts[index] ?? '';
    if (button.textContent !== text) button.textContent = text;
    button.setAttribute('aria-pressed', String(index === shown));
  });
}
