import type { ArmRecord } from '../../record/compare-record.ts';
import { count } from '../../verdict/figures.ts';
import { html, type Markup } from './markup.ts';
import { type Row, table } from './table.ts';

/** Every knob: its value, the baseline's where that is another, and how often it did something. */
export function settingsTable({ cacheSettings, knobs }: ArmRecord): Markup {
  const { values, baseline, name, differences } = cacheSettings;
  const names = [...new Set([...Object.keys(values), ...Object.keys(knobs)])];
  if (names.length === 0)
    return html`<p>The settings are read by the target alone: nothing is known of their knobs.</p>`;
  const rows = names.map((knob): Row => {
    const changed = differences.find(difference => difference.knob === knob);
    return {
      cells: [
        knob,
        values[knob] ?? '–',
        changed === undefined ? 'the same' : `≠ ${changed.from}`,
        timesText(knobs[knob]),
      ],
      ...(changed === undefined ? {} : { className: 'changed' }),
    };
  });
  const idle = differences.map(({ knob }) => knob).filter(knob => knobs[knob] === 0);
  const silent =
    idle.length === 0
      ? null
      : html`<p><strong>This drill says nothing about ${idle.join(', ')}</strong>: ${
          idle.length === 1 ? 'it differs from the baseline and' : 'they differ from the baseline and'
        } never did anything. A longer drill, with --virtual, may show ${idle.length === 1 ? 'it' : 'them'}.</p>`;
  return html`${table(
    'Cache settings under test, knob by knob',
    [
      { title: 'knob' },
      { title: name },
      { title: baseline === name || baseline === null ? 'baseline' : baseline },
      { title: 'acted, times' },
    ],
    rows,
  )}${silent}`;
}

function timesText(times: number | undefined): string {
  return times === undefined ? '–' : times === 0 ? 'never' : count(times);
}
