/** The process of one drill, live or virtual: it runs the script. Started by `superviseDrill`. */
import '../../mock-service/settings/no-eval.ts';
import { maskOf } from '../../mock-service/settings/secret.ts';
import type { Clock } from '../../mock-service/time/clock.ts';
import { SystemClock } from '../../mock-service/time/system-clock.ts';
import { exceptionText } from '../load/exception-text.ts';
import { compileScript } from '../script/compile/compile-script.ts';
import { type CompiledScript, needsLive, type ScriptPlace } from '../script/compile/compiled-script.ts';
import type { DrillKind } from '../script/compile/k6-surface.ts';
import { ScriptErrors } from '../script/compile/problems.ts';
import { TestAborted } from '../script/modules/execution-state.ts';
import { moduleMembers } from '../script/modules/module-members.ts';
import { nodePlatform } from '../script/node/node-platform.ts';
import { resolveRemote } from '../script/node/resolve-remote.ts';
import { endWithParent } from '../site/processes/orphan-watch.ts';
import { serveParent } from '../site/processes/parent.ts';
import type { SiteSample } from '../site/site-sample.ts';
import { LiveTransport } from '../transport/live-transport.ts';
import { partsOf } from './carried-parts.ts';
import { describeLoad } from './describe-load.ts';
import { Drill } from './drill.ts';
import {
  type DrillCommand,
  type DrillInit,
  type DrillMessage,
  type DrillReady,
  NOTHING_SEEN,
} from './drill-messages.ts';
import { type AnySpec, type DrillSpec, type Place, secretsOf } from './drill-spec.ts';
import { LiveDrill } from './live-drill.ts';
import { missedSite } from './missed-site.ts';
import { rehearse } from './rehearsal.ts';
import type { DrillEvents, RunningDrill } from './running-drill.ts';
import { scriptProblems } from './script-problems.ts';
import { ScriptSessions } from './script-sessions.ts';
import type { SessionPorts } from './session-ports.ts';
import { VirtualDrill } from './virtual-drill.ts';

/** How often what has been measured so far is given to the parent, wall time; of a long drill less often, since it takes longer. */
const DRAFT_MS = 2000;
/** Of the wall time at most this share goes into it. */
const DRAFT_SHARE = 0.05;
/** Lines of a script's console that are passed on; a chatty script must not drown the drill. */
const MOST_LOG_LINES = 1000;

/** Nothing is sent while a script is only looked at. */
const NOWHERE: Place = { baseUrl: 'http://127.0.0.1:9', controlUrl: 'http://127.0.0.1:9', controlToken: '' };

/** Loaded when it is needed: its HTTP server takes a while, and nobody scrapes a virtual drill. */
async function serveScrape(spec: AnySpec, zeroEpochMs: number) {
  const { DrillScrape } = await import('../prometheus/drill-scrape.ts');
  return DrillScrape.serve(spec, zeroEpochMs, maskOf(secretsOf(spec)));
}

endWithParent();
serveParent<DrillInit, DrillCommand>({
  async start({ spec: first, zeroEpochMs }, tell) {
    const say = (message: DrillMessage): void => tell(message);
    const script = await compiled(first);
    if (!('code' in script)) return { ready: script, command: () => {} };
    const sessions = await ScriptSessions.load(script);
    const live = first.clock === 'virtual' ? null : await sessions.live(first.allowedHosts);
    const scrape = first.clock === 'live' ? await serveScrape(first, zeroEpochMs) : null;
    const latest = new Map<string, SiteSample>();
    let logged = 0;
    let running: RunningDrill | null = null;

    const unanswered = (clock: Clock): SessionPorts => sessions.unanswered(clock);
    const run = (place: Place | null, spec: AnySpec): void => {
      latest.clear();
      // Those who scrape are shown the drill that the process was started for, and none that comes before it or in its place.
      const shown = spec === first ? scrape : null;
      const inOrder = [...Object.keys(spec.topology.pools).map(name => `pool ${name}`), 'directory'];
      const startedAt = performance.now();
      let drafts: NodeJS.Timeout | undefined;
      const draft = (): void => {
        const before = performance.now();
        const record = running?.drill.recordSoFar();
        if (record != null) {
          shown?.measured(record, false);
          say({ kind: 'draft', record });
        }
        drafts = setTimeout(draft, Math.max(DRAFT_MS, (performance.now() - before) / DRAFT_SHARE));
      };
      drafts = setTimeout(draft, DRAFT_MS);
      const events: DrillEvents = {
        log: (level, text) => {
          if (++logged <= MOST_LOG_LINES) say({ kind: 'log', level, text });
          else if (logged === MOST_LOG_LINES + 1) say({ kind: 'log', level, text: 'further lines are left out' });
        },
        started: atMs => {
          shown?.started(atMs);
          say({ kind: 'started', atMs });
        },
        second: (second, facts, load, callsPerIteration) =>
          say({
            kind: 'second',
            second: { second, facts, load, callsPerIteration, site: inOrder.flatMap(key => latest.get(key) ?? []) },
          }),
        sampled: sample => latest.set(keyOf(sample), sample),
        noted: entry => say({ kind: 'timeline', entry }),
        loadEnded: () => {
          clearTimeout(drafts);
          drafts = setTimeout(draft, 0);
        },
        finished: outcome => {
          clearTimeout(drafts);
          shown?.measured(outcome.record, true);
          const wallMs = performance.now() - startedAt;
          const carried = running instanceof VirtualDrill ? { carried: partsOf(running, script) } : {};
          say({ kind: 'finished', ...outcome, wallMs, events: running?.events ?? 0, ...carried });
        },
        crashed: error => {
          clearTimeout(drafts);
          say({ kind: 'crashed', error: error.stack ?? String(error) });
        },
      };
      // Once the script's init code has made its metrics.
      let watch = (): void => {};
      if (place === null) running = new VirtualDrill(modelled(spec), script, events, undefined, undefined, unanswered);
      else {
        const clock = new SystemClock(zeroEpochMs);
        const transport = new LiveTransport(clock, { allowedHosts: spec.allowedHosts });
        const drill = new LiveDrill(spec, script, place, clock, zeroEpochMs, transport, events, live);
        const { engine, metrics: registry } = drill.drill;
        running = drill;
        watch = () => shown?.watch(engine, { registry, tally: drill.tally, transport });
      }
      try {
        running.start();
      } catch (error) {
        // The init code ran before, when the script was looked at: it does something else here.
        clearTimeout(drafts);
        say({ kind: 'threw', text: exceptionText(error, script) });
        return;
      }
      watch();
    };

    const seen = look(first, script, sessions, zeroEpochMs);
    const isFit = seen.problems.length === 0 && seen.thrown === null && seen.aborted === null;
    const endRehearsal =
      first.clock === 'live' && first.target === undefined && isFit ? rehearse(first, script, unanswered) : () => {};
    return {
      ready: { ...seen, metricsPort: scrape?.port ?? null },
      command: (command: DrillCommand) => {
        switch (command.kind) {
          case 'run':
            endRehearsal();
            return run(command.place, command.spec ?? first);
          case 'stop':
            return running?.drill.engine.stop(command.reason, command.code);
          case 'site':
            latest.set(keyOf(command.sample), command.sample);
            return running?.drill.siteSample(command.sample);
          case 'lateness':
            return running?.drill.lateness(command.sample);
          case 'timeline':
            return running?.drill.timelineEntry(command.entry);
        }
      },
    };
  },
});

/** Only a site of this machine can be virtual. */
function modelled(spec: AnySpec): DrillSpec {
  if (spec.target === undefined) return spec;
  throw new Error('a target has no virtual drill');
}

/** The script, or what is wrong with it. */
async function compiled(spec: AnySpec): Promise<CompiledScript | DrillReady> {
  const { script, imports = {} } = spec;
  try {
    return await compileScript(script, { members: moduleMembers, resolveRemote, imports, drill: kindOf(spec) });
  } catch (error) {
    if (!(error instanceof ScriptErrors)) throw error;
    return { ...NOTHING_SEEN, problems: scriptProblems(error) };
  }
}

function kindOf({ clock, target, trial }: AnySpec): DrillKind {
  return target === undefined ? (trial ?? clock) : 'target';
}

/** Runs the init code once, to see what the script asks for; nothing is sent. */
function look(
  spec: DrillInit['spec'],
  script: CompiledScript,
  sessions: ScriptSessions,
  zeroEpochMs: number,
): DrillReady {
  const clock = new SystemClock(zeroEpochMs, false);
  const drill = new Drill(spec, script, {
    clock,
    transport: new LiveTransport(clock),
    platform: nodePlatform(spec.script),
    ...sessions.unanswered(clock),
    place: NOWHERE,
    epochMs: zeroEpochMs,
    connectionsOpened: () => 0,
    requestsRepeated: () => 0,
    log: () => {},
    started: () => {},
    second: () => {},
    finished: () => {},
  });
  try {
    const { options, problems, warnings } = drill.prepare();
    if (problems.length > 0) {
      const placed = problems.map(problem => ({ file: spec.script, ...placeOf(problem.path, script), ...problem }));
      return { ...NOTHING_SEEN, problems: placed, warnings };
    }
    return {
      ...NOTHING_SEEN,
      warnings: [...warnings, ...missedSite(spec, script)],
      fingerprint: script.fingerprint,
      needsLive: needsLive(script),
      ...describeLoad(options),
    };
  } catch (error) {
    if (error instanceof TestAborted) return { ...NOTHING_SEEN, aborted: error.message };
    return { ...NOTHING_SEEN, thrown: exceptionText(error, script) };
  } finally {
    drill.close();
  }
}

/** Where the script says so; nowhere for what it does not say at all. */
function placeOf(option: string, script: CompiledScript): ScriptPlace | { line: null; column: null } {
  const place = option === '' ? null : script.optionPlace(option);
  return place ?? { line: null, column: null };
}

/** Of a pool `pool primary`, of the directory `directory`. */
function keyOf(sample: SiteSample): string {
  return sample.kind === 'pool' ? `pool ${sample.name}` : sample.kind;
}
