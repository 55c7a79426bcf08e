import type { RunRecord } from '../../record/run-record.ts';
import { statusText } from '../objective-text.ts';
import { html, type Markup } from './markup.ts';

type Status = RunRecord['objectives'][number]['status'];

const LOOKS: Readonly<Record<Status, readonly [sign: string, className: string]>> = {
  ok: ['✓', 'ok'],
  broken: ['✗', 'broken'],
  'not-applicable': ['–', 'apart muted'],
  'no-data': ['?', 'unclear'],
};

/** A status as sign, word and colour. @param word another than the status itself has */
export function statusCell(status: Status, word = statusText(status)): Markup {
  const [sign, className] = LOOKS[status];
  return html`<span class="${className}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}
