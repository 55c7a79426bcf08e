/** The part of a report in which its drill is done again. */

import type { PlayNews } from '../../../playground/play-news.ts';
import { recordText } from '../../../record/record-text.ts';
import type { RunRecord } from '../../../record/run-record.ts';
import type { PageSeries } from '../../../report/html/chart-plan.ts';
import type { ControlValue, PlayPlan } from '../../../report/html/play-plan.ts';
import { SIGNS } from '../../../report/html/verdict-word.ts';
import { leadingReasons } from '../../../report/leading-reasons.ts';
import { shellWords } from '../../../report/shell-words.ts';
import { saveText } from '../download.ts';
import { element, place, say } from '../live/element.ts';
import { Controls, changesOf, wordsOf } from './controls.ts';
import { DrillWorker } from './drill-worker.ts';
import { figuresTable, type Judged } from './outcome.ts';
import { PlayCharts } from './play-charts.ts';
import { unpacked } from './unpack.ts';

/** Brings the part to life, if the page has it. @param data the page's. @returns gives its charts a width; null: there is none */
export async function openPlay(data: unknown): Promise<((width?: number) => void) | null> {
  const written = document.getElementById('play-plan')?.textContent;
  if (written == null) return null;
  const player = new Player(JSON.parse(await unpacked(written)) as PlayPlan, data);
  return width => player.charts.fit(width);
}

/** What the page reads of the drill that it carries; the rest is for the engine alone. */
interface PlayedDrill {
  readonly script: { readonly code: string };
}

class Player {
  readonly charts: PlayCharts;
  readonly #plan: PlayPlan;
  readonly #controls: Controls;
  readonly #recorded: Judged;
  readonly #progress = place('play-progress') as HTMLProgressElement;
  /** Unpacked when it is first needed. */
  #drill: Promise<{ readonly played: PlayedDrill; readonly worker: DrillWorker }> | null = null;
  #record: RunRecord | null = null;
  #runs = 0;

  constructor(plan: PlayPlan, data: unknown) {
    this.#plan = plan;
    this.#controls = new Controls(plan.controls);
    this.#recorded = found(data, plan.record) as Judged;
    this.charts = new PlayCharts(plan.charts, found(data, plan.series) as PageSeries);
    this.#progress.max = plan.durationS;
    const form = place('play');
    form.hidden = false;
    form.addEventListener('submit', event => {
      event.preventDefault();
      void this.#run();
    });
    // The fields have their values back only after the event.
    form.addEventListener('reset', () => setTimeout(() => this.#controls.show()));
    place('play-stop').addEventListener('click', () => void this.#stop());
    place('play-save').addEventListener('click', () => {
      if (this.#record !== null) saveText(recordText(this.#record), 'run.json');
    });
  }

  async #run(): Promise<void> {
    const run = ++this.#runs;
    const changed = this.#controls.changed;
    this.#busy(true);
    say(place('play-status'), 'Running …');
    try {
      this.#drill ??= unpackedDrill();
      const { played, worker } = await this.#drill;
      if (run !== this.#runs) return;
      worker.run({ played, changes: changesOf(changed) }, news => {
        if (run === this.#runs) this.#told(news, changed);
      });
    } catch (error) {
      this.#drill = null;
      this.#refused([`It could not be unpacked in this browser: ${(error as Error).message}`]);
    }
  }

  async #stop(): Promise<void> {
    this.#runs++;
    this.#busy(false);
    say(place('play-status'), 'Stopped.');
    (await this.#drill)?.worker.stop();
  }

  #told(news: PlayNews, changed: readonly ControlValue['change'][]): void {
    switch (news.kind) {
      case 'second':
        this.#progress.value = news.second;
        return;
      case 'refused':
        return this.#refused(news.why);
      case 'record':
        return this.#show(news, changed);
    }
  }

  #refused(why: readonly string[]): void {
    this.#busy(false);
    say(place('play-status'), `Not run. ${why.join(' ')}`);
  }

  #show({ record, hash }: Extract<PlayNews, { kind: 'record' }>, changed: readonly ControlValue['change'][]): void {
    this.#busy(false);
    this.#record = record;
    const { verdict } = record;
    const { leading } = leadingReasons(record.reasons);
    const [first = '', ...more] = leading;
    place('play-result').hidden = false;
    const word = element('span', 'verdict-word', `${SIGNS[verdict]} ${verdict}`);
    const title = place('play-verdict');
    title.className = `verdict-${verdict}`;
    title.replaceChildren(word, `: ${changed.length === 0 ? 'as recorded' : changed.map(changeText).join(', ')}`);
    place('play-banner').className = `banner verdict-${verdict}`;
    say(place('play-lead'), first);
    place('play-reasons').hidden = more.length === 0;
    place('play-reasons').replaceChildren(...more.map(reason => element('li', '', reason)));
    place('play-table').replaceChildren(figuresTable(this.#recorded, record));
    say(place('play-command'), shellWords([...this.#plan.command, ...wordsOf(changed)]));
    say(place('play-hash'), hash);
    say(place('play-same'), hash === this.#plan.hash ? ': the recorded one, to the byte' : '');
    this.charts.draw(record);
    say(place('play-status'), `Done: ${verdict}. ${first}`);
  }

  #busy(busy: boolean): void {
    place('play-run').hidden = busy;
    place('play-stop').hidden = !busy;
    this.#progress.hidden = !busy;
    this.#progress.value = 0;
  }
}

function changeText(change: ControlValue['change']): string {
  return change.of === 'script' ? `${change.scenario} at ${change.time}` : change.option.text;
}

async function unpackedDrill(): Promise<{ readonly played: PlayedDrill; readonly worker: DrillWorker }> {
  const [engine, drill] = await Promise.all(
    ['play-engine', 'play-drill'].map(id => unpacked(place(id).textContent ?? '')),
  );
  const played = JSON.parse(drill as string) as PlayedDrill;
  return { played, worker: new DrillWorker(engine as string, played.script.code) };
}

function found(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], data);
}
