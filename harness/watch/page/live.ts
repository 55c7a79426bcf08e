/** The live page: drills, or a site that is kept up, while they run. */

import { numberedTimeline } from '../../report/html/phases.ts';
import { seconds } from '../../verdict/figures.ts';
import { applyLiveChange, type LiveChange, type LiveState } from '../page-server/live-state.ts';
import { alarmText, brokenSoFar } from '../progress/broken-so-far.ts';
import { onsetOf, type Progress } from '../progress/progress.ts';
import { Connection } from './live/connection.ts';
import { element, place, say } from './live/element.ts';
import { showLogs, showSettings, showTimeline } from './live/lists.ts';
import { LiveCharts } from './live/live-charts.ts';
import { Now } from './live/now.ts';
import { OperationPanel } from './live/operation-panel.ts';
import { Reports, showDrills, showVerdict } from './live/verdicts.ts';

document.documentElement.dataset.script = '';
let state: LiveState | null = null;
/** The drill that somebody chose to look at; null: the latest that runs. */
let chosen: number | null = null;
let shown: { readonly index: number; readonly now: Now; readonly charts: LiveCharts } | null = null;
let panel: OperationPanel | null = null;
const reports = new Reports();
/** What has been shown of the present drill: lists are made anew only when they have changed. */
let drawn = '';
/** What has been said of drills: their onset, and which objectives are broken. */
const said = new Set<string>();
let frame = 0;

const connection = new Connection({
  state(next) {
    if (next.build !== document.documentElement.dataset.build) return location.reload();
    state = next;
    show(null);
    say(place('connection'), 'connected');
    for (const name of next.reports) void reports.get(String(name));
    if (next.end !== null) finish(next);
    soon();
  },
  changes(changes) {
    if (state === null) return;
    for (const change of changes) {
      applyLiveChange(state, change);
      react(state, change);
    }
    soon();
  },
  lost() {
    if (state?.end === null || state === null) say(place('connection'), 'connection lost, trying again …');
  },
});

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => shown?.charts.redraw());

/** What is to be done once, beside showing the new state. */
function react(now: LiveState, change: LiveChange): void {
  switch (change.kind) {
    case 'site':
      // The policy that this page came with does not know where commands go.
      return location.reload();
    case 'report':
      return void reports.get(String(change.index));
    case 'end':
      return finish(now);
    case 'progress': {
      const progress = now.progresses[change.index];
      if (progress === undefined) return;
      if (change.change.kind === 'event') {
        const { operation, target, detail } = change.change.event;
        const { number } = numberedTimeline(progress.timeline)[progress.timeline.indexOf(change.change.event)] ?? {};
        speak(`${number == null ? '' : `Operation ${number}: `}${operation} ${target}, ${detail}`);
      } else if (change.change.kind === 'over') {
        speak(`${progress.title}: ${change.change.verdict ?? 'no verdict'}. ${change.change.reasons[0] ?? ''}`);
      }
      return;
    }
    // The new state shows them.
    case 'added':
    case 'routing':
  }
}

/** Nothing more will come: what is still needed is fetched, and the server may end. */
function finish({ end, reports: written, kind }: LiveState): void {
  const wanted = [...written.map(String), ...(end?.shown ? ['end'] : [])];
  void Promise.all(wanted.map(name => reports.get(name))).finally(() => {
    connection.close();
    say(
      place('connection'),
      kind === 'site' ? 'the site has been stopped' : 'over; this page goes on without its server',
    );
    document.documentElement.dataset.over = '';
  });
}

function soon(): void {
  if (frame === 0) frame = requestAnimationFrame(draw);
  if (state !== null) document.title = titleOf(state);
}

function draw(): void {
  frame = 0;
  if (state === null) return;
  const { progresses, kind, end, control, addresses, routing } = state;
  const running = progresses.findLastIndex(({ stage }) => stage === 'running' || stage === 'over');
  const index = chosen ?? Math.max(0, running);
  const progress = progresses[index];
  showDrills(state, index, pick => {
    chosen = pick;
    soon();
  });
  if (end !== null && (end.verdict !== null || end.shown)) {
    const link = end.shown ? reports.get('end') : null;
    if (place('end').hidden) showVerdict(place('end'), state.title, end, link);
  }
  if (progress === undefined) return;
  show(index);
  if (kind !== 'drills' && control !== null && panel === null) {
    panel = new OperationPanel(control);
    place('addresses').replaceChildren(...addressTexts(addresses));
  }
  shown?.now.update(progress, routing);
  shown?.charts.update(progress);
  lists(progress, index);
  alarms(progress, index);
  document.documentElement.dataset.ready = '';
}

/** Puts a drill on the page; null: whichever there was goes. */
function show(index: number | null): void {
  if (index !== null && shown?.index === index) return;
  shown?.charts.close();
  shown = null;
  drawn = '';
  const progress = index === null ? undefined : state?.progresses[index];
  if (index === null || state === null || progress === undefined) return;
  shown = { index, now: new Now(state.kind, progress), charts: new LiveCharts(state.kind, progress) };
}

function lists(progress: Progress, index: number): void {
  const { stage, timeline, logs, title, announcement } = progress;
  const key = [
    stage,
    timeline.length,
    timeline.at(-1)?.atS,
    logs.length,
    logs.at(-1)?.text,
    state?.reports.length,
  ].join(' ');
  if (key === drawn) return;
  drawn = key;
  say(place('title'), title);
  say(place('announcement'), announcement);
  showTimeline(progress);
  showLogs(progress);
  showSettings(progress);
  const where = place('verdict');
  where.hidden = true;
  if (stage !== 'over' || state?.kind === 'site') return;
  const link = state?.reports.includes(index) ? reports.get(String(index)) : null;
  showVerdict(where, title, progress, link);
}

function alarms(progress: Progress, index: number): void {
  if (progress.stage === 'waiting') return;
  const once = (what: string, text: string): void => {
    if (said.has(`${index} ${what}`)) return;
    said.add(`${index} ${what}`);
    speak(text);
  };
  const onsetS = onsetOf(progress);
  if (onsetS !== null) once('onset', `Sustained timeouts begin in second ${onsetS}.`);
  if (progress.stage === 'over') return;
  for (const broken of brokenSoFar(progress, state?.kind === 'site')) once(broken.name, alarmText([broken], null));
}

/** For who listens instead of looking. */
function speak(text: string): void {
  const spoken = place('spoken');
  spoken.append(element('p', '', text));
  while (spoken.childElementCount > 5) spoken.firstElementChild?.remove();
}

/** Tells a row of tabs apart. */
function titleOf({ progresses, title, end }: LiveState): string {
  const progress = progresses.findLast(({ stage }) => stage === 'running' || stage === 'over');
  const verdict = end?.verdict ?? (progresses.every(({ stage }) => stage === 'over') ? progress?.verdict : null);
  if (verdict != null) return `${verdict.toUpperCase()} ${title}`;
  const timeouts = progress?.totals.timeouts ?? 0;
  const when = progress === undefined ? '' : `${seconds(progress.seconds)} · `;
  return `${timeouts > 0 ? '! ' : ''}${when}${title}`;
}

function addressTexts(addresses: LiveState['addresses']): (Node | string)[] {
  return addresses.flatMap(({ name, url }, i) => [
    i === 0 ? 'Send it to ' : ', ',
    `${name} `,
    element('code', '', url),
    i === addresses.length - 1 ? '.' : '',
  ]);
}
