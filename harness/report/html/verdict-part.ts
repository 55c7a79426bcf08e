import type { ArmRecord } from '../../record/compare-record.ts';
import { count, NO_DATA, seconds, share } from '../../verdict/figures.ts';
import { limitText } from '../../verdict/objectives/limit-text.ts';
import { objective } from '../../verdict/objectives/objectives.ts';
import { type HeadWord, headWord } from '../head-word.ts';
import { leadingReasons } from '../leading-reasons.ts';
import { statusText, valueText } from '../objective-text.ts';
import { runTitle, settingsText } from '../text.ts';
import { type Content, html, type Markup, NOTHING } from './markup.ts';
import { scaledRate } from './scaled.ts';
import { SIGNS } from './verdict-word.ts';

/**
 * What a reader sees first: the verdict, the leading reasons, a picture, and the figures that decide.
 * @param picture the chart that shows it
 */
export function runVerdictPart(run: ArmRecord, picture: Markup): Markup {
  const { reasons, topology, script, cacheSettings, startedAt } = run;
  const word = headWord(run);
  return html`<header>
<p class="eyebrow">Headroom drill report</p>
${headline(word, `${script.name} with ${cacheSettings.name}`)}
${banner(word, leadingReasons(reasons).leading)}
</header>
${picture}
${tiles(runTiles(run))}
<p class="muted">${runTitle(run)}, begun ${instantText(startedAt)}. Settings: ${settingsText(run)}.${
    topology.scale === 1
      ? ''
      : ` One instance here stands for ${count(topology.scale)}: figures are at this scale unless they say otherwise.`
  }</p>
`;
}

export function headline(verdict: HeadWord, what: string): Markup {
  return html`<h1 class="verdict-${verdict}"><span class="verdict-word"><span aria-hidden="true">${SIGNS[verdict]}</span> ${verdict}</span>: ${what}</h1>`;
}

/** Reasons: the first large, those after it as a list. @param verdict null: nothing is judged */
export function banner(verdict: HeadWord | null, [first = '', ...more]: readonly string[]): Markup {
  const list =
    more.length === 0 ? null : html`<ul class="reasons">${more.map(reason => html`<li>${reason}</li>`)}</ul>`;
  return html`<div class="banner${verdict !== null && ` verdict-${verdict}`}"><p class="lead">${first}</p>${list}</div>`;
}

/** The reasons that the head of a run's page has no room for. */
export function otherReasons(reasons: readonly string[]): Markup {
  const { others } = leadingReasons(reasons);
  if (others.length === 0) return NOTHING;
  return html`<h3>Also</h3>
<ul class="reasons">${others.map(reason => html`<li>${reason}</li>`)}</ul>
`;
}

/** A figure with its name and what it is to be held against. */
export interface Tile {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

export function tiles(list: readonly Tile[]): Markup {
  const each = ({ name, value, note }: Tile): Content =>
    html`<div><dt>${name}</dt><dd>${value}</dd><dd class="note">${note}</dd></div>
`;
  return html`<dl class="tiles">
${list.map(each)}</dl>
`;
}

function runTiles(run: ArmRecord): Tile[] {
  const { timeouts, topology, pools, hold, objectives } = run;
  const { scale } = topology;
  const list: Tile[] = [
    {
      name: 'Timeouts',
      value: timeouts.count === 0 ? 'none' : count(timeouts.count),
      note:
        timeouts.share === null
          ? NO_DATA
          : `${share(timeouts.share)} of requests${scale === 1 || timeouts.count === 0 ? '' : `; ${count(timeouts.count * scale)} at real scale`}`,
    },
  ];
  if (timeouts.onsetS !== null) list.push(onsetTile(timeouts, timeouts.onsetS, scale));
  const holdCpu = hold === null ? null : (pools[hold.pool]?.holdCpu ?? null);
  if (hold !== null && holdCpu !== null) {
    list.push({
      name: `Hold CPU of ${hold.pool}`,
      value: share(holdCpu),
      note: `mean from ${seconds(hold.fromS)} to ${seconds(hold.toS)}: all users there, nothing done`,
    });
  }
  for (const judged of objectives) {
    const { tile } = objective(judged.name);
    const { value, note, status } = judged;
    // What does not apply is in the table of objectives; headroom is what everybody asks for.
    if (tile === null || (value === null && judged.name !== 'headroom')) continue;
    const limit = `${limitText(judged)} asked for`;
    list.push({
      name: tile,
      value: value === null ? (status === 'not-applicable' ? 'not measured' : statusText(status)) : valueText(judged),
      note: [limit, note].filter(part => part !== null).join('; '),
    });
  }
  return list;
}

function onsetTile(timeouts: ArmRecord['timeouts'], onsetS: number, scale: number): Tile {
  const { onsetRatePerSecond, onsetPool, onsetPoolRatePerSecond, afterFailoverS } = timeouts;
  const notes = [
    afterFailoverS === null ? null : `${seconds(afterFailoverS)} after the failover began`,
    onsetRatePerSecond === null ? null : `at ${scaledRate(onsetRatePerSecond, scale)} planned`,
    onsetPool === null || onsetPoolRatePerSecond === null
      ? null
      : `${scaledRate(onsetPoolRatePerSecond, scale)} on ${onsetPool}`,
  ];
  return { name: 'Timeouts begin', value: `second ${onsetS}`, note: notes.filter(note => note !== null).join(', ') };
}

/** `2026-06-01 08:00:00 UTC`. */
export function instantText(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}
