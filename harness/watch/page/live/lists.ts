import { numberedTimeline } from '../../../report/html/phases.ts';
import { seconds } from '../../../verdict/figures.ts';
import type { Progress } from '../../progress/progress.ts';
import { element, place } from './element.ts';

/** What was done and happened, the latest first. */
export function showTimeline({ timeline }: Progress): void {
  const items = numberedTimeline(timeline).map(({ atS, number, operation, target, detail }) => {
    const sign = element('span', 'sign', number === null ? '' : String(number));
    const when = element('span', 'when', atS <= 0 ? 'setup' : seconds(Math.round(atS * 10) / 10));
    const what = element('span', '', element('strong', '', `${operation} ${target}`), `: ${detail}`);
    return element('li', number === null ? 'event' : '', sign, when, what);
  });
  place('timeline').replaceChildren(...items.reverse());
  place('timeline-empty').hidden = items.length > 0;
}

export function showLogs({ logs }: Progress): void {
  place('log-part').hidden = logs.length === 0;
  const items = logs.map(({ level, text }) => element('li', level, level === 'info' ? text : `${level}: ${text}`));
  place('log').replaceChildren(...items);
}

/** The settings under test, and in what they differ from the baseline. */
export function showSettings({ settings, scenarios }: Progress): void {
  const { name, fingerprint, baseline, differences } = settings;
  const print = element('code', '', fingerprint);
  const parts: HTMLElement[] = [element('p', '', element('strong', '', name), ' ', print)];
  if (differences.length === 0) {
    const what = name === baseline ? 'The baseline itself.' : `No difference from the baseline, ${baseline}.`;
    parts.push(element('p', 'muted', what));
  }
  if (differences.length > 0) {
    const rows = differences.map(({ knob, from, to }) => {
      const heading = element('th', '', knob);
      heading.scope = 'row';
      return element('tr', 'changed', heading, element('td', '', from), element('td', '', to));
    });
    const heads = ['knob', `baseline (${baseline})`, 'under test'].map(text => {
      const head = element('th', '', text);
      head.scope = 'col';
      return head;
    });
    const table = element(
      'table',
      '',
      element('caption', '', 'Where they differ'),
      element('thead', '', element('tr', '', ...heads)),
      element('tbody', '', ...rows),
    );
    parts.push(element('div', 'table', table));
  }
  if (scenarios.length > 0) {
    parts.push(element('h3', '', 'Scenarios'), element('ul', '', ...scenarios.map(each => element('li', '', each))));
  }
  place('settings').replaceChildren(...parts);
}
