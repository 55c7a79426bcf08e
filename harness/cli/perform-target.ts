import { join } from 'node:path';
import { makeFolder } from '../../mock-service/files/make-folder.ts';
import type { DrillNews } from '../drill/drill-messages.ts';
import { secretsOf, type TargetSpec } from '../drill/drill-spec.ts';
import type { DrillWatcher } from '../drill/drill-watcher.ts';
import { RolloutDirector } from '../drill/rollout-director.ts';
import type { DrillEnd, DrillSupervisor } from '../drill/supervisor.ts';
import { directTarget } from '../drill/target-rollout.ts';
import { RUN, type RunRecord } from '../record/run-record.ts';
import { sealed } from '../record/seal.ts';
import type { TargetPart } from '../record/target-part.ts';
import { SILENT_MS } from '../site/processes/silence.ts';
import { shownEnvironment } from '../site/target/secrets.ts';
import type { TargetSettings } from '../site/target/target-settings.ts';
import { TargetSite, type Undone } from '../site/target/target-site.ts';
import { AbortWatch } from '../verdict/abort-watch.ts';
import type { Interruption } from './interruption.ts';
import { passNews, stopAsked, whenFit } from './perform-drill.ts';

/** A drill of a target, with the settings as its operations are given them. */
export interface TargetDrill extends TargetSpec {
  readonly settings: { readonly underTest: TargetSettings; readonly baseline: TargetSettings | null };
}

/** How a drill of a target is carried out. */
export interface TargetHow {
  /** Absolute: where the journal of what is done to it goes. */
  readonly folder: string;
  /**
   * Whether the target's `reset` brings it to the state in which each drill begins: after its state has been looked at, since who finds it in another
   * one touches nothing; or before, since an earlier drill of the same command has left it.
   */
  readonly reset: 'no' | 'after a look' | 'before a look';
  /** Origins of pages that may give commands. */
  readonly origins?: readonly string[];
}

/** The load by which a target's steady state is looked at: a session a second for so long. */
const STEADY_S = 5;

/**
 * One drill of a target. Whatever ends it early, what was done to the target is undone before this resolves or throws; should this process
 * be killed, the operator's does it.
 * @param drafted told every few seconds of what has been measured so far
 * @throws InputErrors if the script cannot run: nothing has then been done
 */
export async function performTarget(
  spec: TargetDrill,
  how: TargetHow,
  watcher: DrillWatcher,
  interruption: Interruption,
  drafted: (record: RunRecord) => void = () => {},
): Promise<DrillEnd> {
  return onTarget(spec, how, watcher, interruption, async session => {
    session.drafted = drafted;
    return session.drill(spec);
  });
}

/**
 * Opens a target, if it and the script are fit for a drill, lets something be done on it, and leaves it: what was done is undone, unless a drill has come to
 * its own end.
 * @returns how that ended; or why it could not begin
 * @throws InputErrors if the script cannot run: nothing has then been done
 */
export async function onTarget(
  spec: TargetDrill,
  how: TargetHow,
  watcher: DrillWatcher,
  interruption: Interruption,
  work: (session: TargetSession) => Promise<DrillEnd>,
): Promise<DrillEnd> {
  const zeroEpochMs = Date.now();
  return whenFit(spec, watcher, interruption, zeroEpochMs, async supervisor => {
    const { target, settings, allowedHosts } = spec;
    makeFolder(how.folder);
    const journal = join(how.folder, JOURNAL);
    const { origins = [] } = how;
    const site = await TargetSite.start({ target, settings, allowedHosts, journal, zeroEpochMs, origins });
    site.onProblem = problem => watcher.log('warning', problem);
    try {
      const wrong =
        (how.reset === 'before a look' ? await site.reset() : null) ??
        (await site.wrongAtStart(settings)) ??
        (how.reset === 'after a look' ? await site.reset() : null);
      if (wrong !== null) return notBegun(wrong);
      if (interruption.asked) return { ...notBegun('interrupted'), exit: { code: 105, reason: 'interrupted' } };
      const unsteady = spec.rehearsal ? null : await unsteadyState(site, spec, supervisor, interruption);
      if (unsteady !== null) return unsteady;
      return await work(new TargetSession(spec, site, supervisor, watcher, interruption));
    } catch (error) {
      const undone = await site.undo(`headroom failed: ${(error as Error).message}`);
      tellUndone(undone, (text, level) => watcher.log(level, text));
      throw error;
    } finally {
      await site.stop();
    }
  });
}

/** A target that is fit to be drilled. */
export class TargetSession {
  readonly site: TargetSite;
  readonly supervisor: DrillSupervisor;
  readonly #spec: TargetDrill;
  readonly #watcher: DrillWatcher;
  readonly #interruption: Interruption;
  /** Told every few seconds of what has been measured so far. */
  drafted: (record: RunRecord) => void = () => {};

  constructor(
    spec: TargetDrill,
    site: TargetSite,
    supervisor: DrillSupervisor,
    watcher: DrillWatcher,
    interruption: Interruption,
  ) {
    this.#spec = spec;
    this.site = site;
    this.supervisor = supervisor;
    this.#watcher = watcher;
    this.#interruption = interruption;
  }

  /** One drill, undone unless it comes to its end. */
  async drill(spec: TargetDrill): Promise<DrillEnd> {
    const end = await this.step(spec);
    const why = whyUndo(spec, end);
    const undone = why === null ? null : await this.undo(why);
    return { ...end, record: end.record === null ? null : withTarget(end.record, spec, this.site, undone, end) };
  }

  /** Load of which what was done to the target is not undone yet, however it ends. Its record says nothing of that. */
  step(spec: TargetDrill): Promise<DrillEnd> {
    this.supervisor.onDraft = this.drafted;
    const again = spec === this.#spec ? null : spec;
    return runOn(this.site, spec, again, this.supervisor, this.#watcher, this.#interruption);
  }

  /** Undoes what was done; once. */
  async undo(why: string): Promise<Undone> {
    const undone = await this.site.undo(why);
    tellUndone(undone, (text, level) => this.#watcher.log(level, text));
    return undone;
  }
}

/** The journal of what was done to a target, in the folder of the drill's results. */
export const JOURNAL = 'operations.jsonl';

/** The drill was not begun, since the target was not as it should be. */
function notBegun(reason: string): DrillEnd {
  return { record: null, exit: { code: 90, reason }, summary: null, wallMs: 0, events: 0 };
}

/** Sends a little of the script's load, and operates nothing. @returns the end of a drill that cannot begin; null: it can */
async function unsteadyState(
  site: TargetSite,
  spec: TargetDrill,
  supervisor: DrillSupervisor,
  interruption: Interruption,
): Promise<DrillEnd | null> {
  const { busiestPerSecond } = supervisor.ready;
  const [pool] = spec.target.pools;
  // A script without an open loop has no load that could be made less.
  if (busiestPerSecond === 0 || pool === undefined) return null;
  const stages = [{ factor: Math.min(1, 1 / busiestPerSecond), durationMs: STEADY_S * 1000 }];
  const direction = { load: { stages, gracefulStopMs: spec.target.timeoutMs }, pool, stopWhenBroken: false };
  site.operations.deaf = true;
  interruption.onAsked = () => supervisor.send({ kind: 'stop', reason: 'interrupted' });
  const end = await supervisor.run(placeOf(site, spec), { ...spec, direction });
  site.operations.deaf = false;
  if (interruption.asked) return { ...notBegun('interrupted'), exit: { code: 105, reason: 'interrupted' } };
  const { record, exit } = end;
  if (record === null || (exit !== null && exit.code !== 99 && exit.code !== 110)) return { ...end, record: null };
  const broken = record.objectives.filter(({ status }) => status === 'broken');
  const nobody = record.requests.served === 0;
  if (broken.length === 0 && !nobody) return null;
  const what = nobody ? 'it answered nobody' : (record.reasons[0] ?? `${broken[0]?.name} is broken`);
  const { name } = spec.target;
  return notBegun(
    `${name} is not in its steady state, at a session a second and before anything was done to it: ${what}`,
  );
}

function placeOf(site: TargetSite, { target }: TargetDrill) {
  return { baseUrl: target.url, controlUrl: site.controlUrl, controlToken: site.token };
}

/** @param again the drill, where it is not the one that its process was started for; else null */
async function runOn(
  site: TargetSite,
  spec: TargetDrill,
  again: TargetDrill | null,
  supervisor: DrillSupervisor,
  watcher: DrillWatcher,
  interruption: Interruption,
): Promise<DrillEnd> {
  const { abort, mostPerSecond } = spec.target.safety;
  const watch = abort === null ? null : new AbortWatch(abort);
  site.onSample = sample => {
    supervisor.send({ kind: 'site', sample });
    watcher.sampled?.(sample);
  };
  site.operations.timeline.listener = entry => {
    supervisor.send({ kind: 'timeline', entry });
    watcher.noted(entry);
  };
  site.operations.onFailed = reason => supervisor.send({ kind: 'stop', reason, code: 108 });
  site.onOperatorLost = () =>
    supervisor.send({ kind: 'stop', reason: 'the process that operates the target was killed', code: 90 });
  const { direction } = spec;
  site.operations.deaf = direction !== undefined && !direction.byHand;
  const director =
    direction?.rollout === undefined
      ? null
      : new RolloutDirector(direction.rollout, spec.topology, spec.settings.underTest);
  const follow =
    director === null
      ? null
      : directTarget(site.operations, director, () =>
          supervisor.send({ kind: 'stop', reason: 'the rollout has come to its end', code: 99 }),
        );
  supervisor.onNews = (news: DrillNews) => {
    if (news.kind === 'started') {
      site.sampleFrom(news.atMs);
      supervisor.mustSpeakWithin(SILENT_MS, silentMs => site.noteSilence('drill', silentMs, SILENT_MS));
      if (mostPerSecond === null)
        watcher.log('warning', `${spec.target.name} says no safety.most: as many requests are sent as the script says`);
    }
    if (news.kind === 'second' && news.second.facts !== null) follow?.(news.second.facts);
    if (news.kind === 'second' && news.second.facts !== null && watch?.over(news.second.facts)) {
      supervisor.send({ kind: 'stop', reason: watch.reason, code: 99 });
    }
    passNews(news, watcher);
  };
  interruption.onAsked = () => supervisor.send(stopAsked(spec));
  const end = await supervisor.run(placeOf(site, spec), again);
  return director === null ? end : { ...end, rollout: director.outcome() };
}

/** Why what was done has to be undone; null: the drill has come to its own end, and leaves the target as its script says. */
function whyUndo({ rehearsal }: TargetDrill, { exit }: DrillEnd): string | null {
  // 110: test.fail() lets a drill go on to its end.
  if (exit !== null && exit.code !== 110) return exit.reason;
  return rehearsal ? 'a rehearsal tries undoing too' : null;
}

/** Says what was undone, and whether that worked. */
export function tellUndone({ why, operations }: Undone, say: (text: string, level: 'warning' | 'error') => void): void {
  if (operations.length === 0) return;
  say(`undoing, since ${why}`, 'warning');
  for (const { operation, ok, how, tookMs, output } of operations) {
    const took = `${(tookMs / 1000).toFixed(1)} s`;
    if (ok) say(`undone: ${operation} (${how}, ${took})`, 'warning');
    else say(`UNDO FAILED: ${operation} (${how}, ${took}) ${output.trim()}`.trimEnd(), 'error');
  }
}

/** The record with what is known of a target besides. */
function withTarget(
  record: RunRecord,
  spec: TargetDrill,
  site: TargetSite,
  undone: Undone | null,
  { exit }: DrillEnd,
): RunRecord {
  const part = targetPartOf(spec, site, undone, startOf(record, site));
  const { byHand, rollout } = spec.direction ?? {};
  // These are ended so when they have come to their end.
  const early = byHand || (rollout !== undefined && exit?.code === 99) ? null : exit;
  return sealed(RUN, { ...record, ...judged(record, part, early), target: part });
}

/** What a record has of a target. @param startedAtMs t = 0, on the Clock */
export function targetPartOf(
  { target, settings, env, rehearsal, secretSources = [] }: TargetDrill,
  site: TargetSite,
  undone: Undone | null,
  startedAtMs: number,
): TargetPart {
  return {
    url: target.url,
    environment: shownEnvironment(env, [...target.secrets, ...secretsOf({ secretSources })]),
    rehearsal,
    settingsFile: settings.underTest.path,
    baselineFile: settings.baseline?.path ?? null,
    inForce: site.inForce,
    reset: site.resetEnd,
    mostPerSecond: rehearsal ? 1 : target.safety.mostPerSecond,
    measuredEveryS: target.metrics === null ? null : target.metrics.everyMs / 1000,
    ...site.measured,
    operations: site.operations.carriedOut
      .map(({ atMs, ...each }) => ({ ...each, atS: Math.round(atMs - startedAtMs) / 1000 }))
      .sort((a, b) => a.atS - b.atS),
    undo: undone,
  };
}

/** t = 0, ms on the Clock. */
function startOf({ timeline }: RunRecord, { operations }: TargetSite): number {
  const [told] = timeline;
  const [entry] = operations.timeline.entries;
  // Both are in the order of time, and begin with the same.
  return told === undefined || entry === undefined ? 0 : entry.atMs - told.atS * 1000;
}

/** A drill that something else than the system's users ended, and a rehearsal, have shown nothing; undoing that failed is told first. */
function judged(
  { verdict, reasons }: RunRecord,
  { rehearsal, undo }: TargetPart,
  exit: DrillEnd['exit'],
): Pick<RunRecord, 'verdict' | 'reasons'> {
  const failed = (undo?.operations ?? []).filter(({ ok }) => !ok);
  const first = failed.map(({ operation, how }) => `UNDO FAILED: ${operation} (${how}). Look at the target by hand.`);
  const done = (undo?.operations ?? []).filter(({ ok }) => ok).map(({ operation }) => operation);
  const last = done.length === 0 ? [] : [`Undone: ${done.join(', ')}.`];
  if (rehearsal) {
    const says = 'This was a rehearsal, at one request a second: it says nothing of any load.';
    const ended = exit === null ? [] : [exit.reason.replace(/\.?$/, '.')];
    return { verdict: 'inconclusive', reasons: [...first, ...ended, says, ...last] };
  }
  // Of the other endings the record says so already.
  const isCutShort = exit !== null && (exit.code === 90 || exit.code === 99);
  const why = isCutShort ? [`The drill ended early: ${exit.reason.replace(/\.?$/, '.')}`] : [];
  const isUnproven = isCutShort && verdict === 'pass';
  return {
    verdict: isUnproven ? 'inconclusive' : verdict,
    reasons: [...first, ...why, ...(isUnproven ? [] : reasons), ...last],
  };
}
