import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { steadyUnixMs } from '../../mock-service/time/system-clock.ts';
import { direct, initialSettings } from '../drill/direct.ts';
import type { DrillCommand, DrillNews, DrillReady } from '../drill/drill-messages.ts';
import type { DrillProcesses } from '../drill/drill-processes.ts';
import type { AnySpec, DrillSpec } from '../drill/drill-spec.ts';
import type { DrillWatcher } from '../drill/drill-watcher.ts';
import { directLive } from '../drill/live-rollout.ts';
import { openFilesFor, openFilesLimit } from '../drill/open-files.ts';
import { RolloutDirector } from '../drill/rollout-director.ts';
import { type DrillEnd, DrillSupervisor } from '../drill/supervisor.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { LiveSite, LiveSiteOptions } from '../site/live-site.ts';
import { SILENT_MS } from '../site/processes/silence.ts';
import { announceTargets } from './announce-targets.ts';
import type { Interruption } from './interruption.ts';
import { Refusal } from './refusal.ts';

/** How a drill of a modelled site is carried out. */
export interface DrillHow {
  /** Where Prometheus is told of its processes; null: the default. */
  readonly targetsFile?: string | null;
  /** Told every few seconds of what has been measured so far. */
  readonly drafted?: (record: RunRecord) => void;
  /** Where a virtual drill runs; null: in a process that is made for it. */
  readonly processes?: DrillProcesses | null;
  /** Live: where the site listens, and who gives commands to it beside the script. */
  readonly site?: Pick<LiveSiteOptions, 'port' | 'controlPort' | 'token' | 'origins'>;
  /** Live: told of the site when it is up. */
  readonly opened?: (site: LiveSite) => void;
}

/**
 * One drill from its beginning to its end, with its site when live. Nothing of it is left when this resolves or throws.
 * @throws InputErrors if the script cannot run: nothing has then been started.
 */
export async function performDrill(
  spec: DrillSpec,
  watcher: DrillWatcher,
  interruption: Interruption,
  how: DrillHow = {},
): Promise<DrillEnd> {
  const { targetsFile = null, drafted = () => {}, processes = null } = how;
  const zeroEpochMs = steadyUnixMs();
  if (spec.clock === 'virtual') {
    if (processes !== null) return inOneOf(processes, spec, watcher, interruption, drafted);
    return whenFit(spec, watcher, interruption, zeroEpochMs, supervisor => {
      supervisor.onDraft = drafted;
      return runVirtual(supervisor, spec, watcher, interruption);
    });
  }
  // The site's processes load while the script is looked at; they begin, and open ports, only if it is fit to run.
  const fit = Promise.withResolvers<void>();
  const { topology, seed } = spec;
  const site = { ...how.site, topology, settings: initialSettings(spec), seed, zeroEpochMs, after: fit.promise };
  // Loaded here, beside the drill's process: its HTTP servers take a while, and a virtual drill has none.
  const starting = import('../site/live-site.ts').then(({ LiveSite }) => LiveSite.start(site));
  // Looked at again below, whatever comes first.
  starting.catch(() => {});
  try {
    return await whenFit(spec, watcher, interruption, zeroEpochMs, async supervisor => {
      fit.resolve();
      supervisor.onDraft = drafted;
      const opened = await starting;
      how.opened?.(opened);
      return runLive(opened, spec, supervisor, watcher, interruption, targetsFile);
    });
  } finally {
    fit.reject(new Error('the script is not fit to run'));
    await starting.then(
      site => site.stop(),
      () => {},
    );
  }
}

/** Looks at the script in a process of its own, and runs it there if it is fit to run. */
export async function whenFit(
  spec: AnySpec,
  watcher: DrillWatcher,
  interruption: Interruption,
  zeroEpochMs: number,
  run: (supervisor: DrillSupervisor) => Promise<DrillEnd>,
): Promise<DrillEnd> {
  const supervisor = await DrillSupervisor.start(spec, zeroEpochMs);
  try {
    return unfit(supervisor.ready, spec, watcher, interruption) ?? (await run(supervisor));
  } finally {
    await supervisor.stop();
  }
}

/** The same in a process that others may have used. */
async function inOneOf(
  processes: DrillProcesses,
  spec: DrillSpec,
  watcher: DrillWatcher,
  interruption: Interruption,
  drafted: (record: RunRecord) => void,
): Promise<DrillEnd> {
  const supervisor = await processes.take(spec);
  supervisor.onDraft = drafted;
  let end: DrillEnd | null = null;
  try {
    const early = unfit(supervisor.ready, spec, watcher, interruption);
    if (early !== null) return early;
    end = await runVirtual(supervisor, spec, watcher, interruption, () => processes.interrupt());
    return end;
  } finally {
    await processes.give(supervisor, end);
  }
}

/** How a drill ends that does not begin; null: it may. @throws InputErrors, Refusal */
function unfit(ready: DrillReady, spec: AnySpec, watcher: DrillWatcher, interruption: Interruption): DrillEnd | null {
  if (ready.problems.length > 0) throw new InputErrors(ready.problems);
  for (const warning of ready.warnings) watcher.log('warning', warning);
  const nothing = { record: null, summary: null, wallMs: 0, events: 0 };
  if (ready.thrown !== null) {
    const reason = `the init code of ${spec.script} failed: ${ready.thrown}`;
    return { ...nothing, exit: { code: 107, reason } };
  }
  if (ready.aborted !== null) return { ...nothing, exit: { code: 108, reason: ready.aborted } };
  if (spec.clock === 'live') checkOpenFiles(ready, watcher);
  watcher.ready(ready);
  return interruption.asked ? { ...nothing, exit: INTERRUPTED } : null;
}

/** @throws Refusal if the load cannot even begin */
function checkOpenFiles({ vus }: DrillReady, watcher: DrillWatcher): void {
  const files = openFilesFor(vus, openFilesLimit());
  if (files.kind === 'too-few') throw new Refusal(files.sentence);
  if (files.kind === 'few') watcher.log('warning', files.sentence);
}

const INTERRUPTED = { code: 105, reason: 'interrupted' } as const;

function runVirtual(
  supervisor: DrillSupervisor,
  spec: DrillSpec,
  watcher: DrillWatcher,
  interruption: Interruption,
  interrupt = (): void => supervisor.send({ kind: 'stop', reason: 'interrupted' }),
): Promise<DrillEnd> {
  supervisor.onNews = news => passNews(news, watcher);
  interruption.onAsked = interrupt;
  return supervisor.run(null, spec);
}

async function runLive(
  site: LiveSite,
  spec: DrillSpec,
  supervisor: DrillSupervisor,
  watcher: DrillWatcher,
  interruption: Interruption,
  targetsFile: string | null,
): Promise<DrillEnd> {
  const { topology, settings } = spec;
  const drill = { process: 'drill', address: `127.0.0.1:${supervisor.ready.metricsPort}` };
  const withdraw = announceTargets(targetsFile, topology.name, [...site.targets, drill], text =>
    watcher.log('warning', text),
  );
  try {
    if (interruption.asked) return { record: null, exit: INTERRUPTED, summary: null, wallMs: 0, events: 0 };
    const { direction } = spec;
    const director =
      direction?.rollout === undefined ? null : new RolloutDirector(direction.rollout, topology, settings.underTest);
    if (direction !== undefined && !direction.byHand) direct(site.operations, direction);
    const follow =
      director === null
        ? null
        : directLive(site, topology, director, () =>
            supervisor.send({ kind: 'stop', reason: 'the rollout has come to its end', code: 99 }),
          );
    const before = [...site.timeline.entries];
    site.onSample = sample => {
      supervisor.send({ kind: 'site', sample });
      watcher.sampled?.(sample);
      follow?.(sample);
    };
    site.onLateness = sample => supervisor.send({ kind: 'lateness', sample });
    site.timeline.listener = entry => {
      supervisor.send({ kind: 'timeline', entry });
      watcher.noted(entry);
    };
    site.onWords = (process, text) => watcher.log('error', `${process} ended and wrote: ${text}`);
    supervisor.onNews = news => {
      if (news.kind === 'started') {
        site.sampleFrom(news.atMs);
        supervisor.mustSpeakWithin(SILENT_MS, silentMs => site.noteSilence('drill', silentMs));
      }
      passNews(news, watcher);
    };
    interruption.onAsked = () => supervisor.send(stopAsked(spec));
    const ended = supervisor.run({ baseUrl: site.url, controlUrl: site.controlUrl, controlToken: site.token });
    for (const entry of before) supervisor.send({ kind: 'timeline', entry });
    const end = await ended;
    return director === null ? end : { ...end, rollout: director.outcome() };
  } finally {
    withdraw();
  }
}

/** How a drill is ended that somebody asks to end: one that is played by hand has no other end. */
export function stopAsked({ direction }: AnySpec): DrillCommand {
  return direction?.byHand
    ? { kind: 'stop', reason: 'it was ended by hand', code: 99 }
    : { kind: 'stop', reason: 'interrupted' };
}

/** Passes on what a drill's process says. */
export function passNews(news: DrillNews, watcher: DrillWatcher): void {
  switch (news.kind) {
    case 'started':
      return watcher.started(news.atMs);
    case 'second':
      return watcher.second(news.second);
    case 'timeline':
      return watcher.noted(news.entry);
    case 'log':
      return watcher.log(news.level, news.text);
  }
}
