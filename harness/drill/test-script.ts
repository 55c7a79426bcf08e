/** For tests of conformance: a script run as `headroom run --virtual` runs it, in this process. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import { BinHost } from '../../proof/conformance/script/bin-host.ts';
import type { Case, CaseOutcome } from '../../proof/conformance/script/case.ts';
import { exceptionText } from '../load/exception-text.ts';
import type { LoadResult } from '../load/load-result.ts';
import { compileScript } from '../script/compile/compile-script.ts';
import type { CompiledScript } from '../script/compile/compiled-script.ts';
import { ScriptErrors } from '../script/compile/problems.ts';
import type { GroupSummary } from '../script/modules/check-tally.ts';
import { TestAborted } from '../script/modules/execution-state.ts';
import { moduleMembers } from '../script/modules/module-members.ts';
import { resolveRemote } from '../script/node/resolve-remote.ts';
import { checkTopology } from '../topology/parse-topology.ts';
import { nothingJudged, nothingReached } from '../verdict/withheld.ts';
import type { DrillOutcome } from './drill.ts';
import type { DrillSpec } from './drill-spec.ts';
import { VirtualDrill } from './virtual-drill.ts';

const POOL = { instances: 1, cores: 1, memory: '512MiB' };
/** Small, instantaneous and without objectives: only the script and its thresholds decide. */
const WRITTEN = {
  name: 'test',
  users: 10,
  peak: 10,
  pools: { primary: POOL, alternate: POOL },
  cost: { hit: { fixed: '1ms' }, miss: { fixed: '2ms' }, write: { fixed: '2ms' } },
  directory: { latency: { fixed: '1ms' } },
  proxy: { networkDelay: '0ms', timeout: '2s' },
  objectives: { timeouts: 'off', errors: 'off', good: 'off', p99: 'off', recovery: 'off', headroom: 'off' },
};
const TOPOLOGY = checkTopology(WRITTEN);
const SETTINGS = parseCacheSettings('ttl: 300s\ncapacity: 100\n', 'test.yaml');

const EXIT_OF = { pass: 0, inconclusive: 90, fail: 99 } as const;
/** Where k6 has nothing to judge it ends with 0, which we do not. */
const UNJUDGED: readonly unknown[] = [nothingJudged([], []), nothingReached({ offered: 0 }, [])];

/** A case's script, in a folder of its own while it runs. */
export async function runCase(given: Case): Promise<CaseOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-case-'));
  const name = given.name ?? 'script.js';
  try {
    for (const [path, text] of Object.entries({ ...given.files, [name]: tellingChecks(given.script) })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return withoutFolder(await runScript(join(folder, name), given), folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A virtual drill of a script on the small topology. @param more keys of the topology, and the text of the settings */
export function testSpec(
  path: string,
  given: Pick<Case, 'seed' | 'arrivals' | 'env' | 'tags'> = {},
  more: { readonly topology?: object; readonly settings?: string } = {},
): DrillSpec {
  const settings = more.settings === undefined ? SETTINGS : parseCacheSettings(more.settings, 'test.yaml');
  return {
    clock: 'virtual',
    script: path,
    topology: more.topology === undefined ? TOPOLOGY : checkTopology({ ...WRITTEN, ...more.topology }),
    settings: { underTest: settings, baseline: settings },
    seed: given.seed ?? 1,
    arrivals: given.arrivals ?? 'even',
    env: given.env ?? {},
    tags: given.tags ?? {},
    allowedHosts: [],
    headroom: null,
  };
}

/** A script of the checkout, as it is. */
export async function runScript(path: string, given: Omit<Case, 'script' | 'shows'> = {}): Promise<CaseOutcome> {
  const spec = testSpec(path, given);
  let script: CompiledScript;
  try {
    script = await compileScript(path, { members: moduleMembers, resolveRemote });
  } catch (error) {
    if (!(error instanceof ScriptErrors)) throw error;
    return { ...NOTHING, exit: 104, problems: error.message.split('\n') };
  }
  return drill(spec, script);
}

async function drill(spec: DrillSpec, script: CompiledScript): Promise<CaseOutcome> {
  const logged: string[] = [];
  const ended = Promise.withResolvers<DrillOutcome>();
  const running = new VirtualDrill(spec, script, {
    log: (level, text) => logged.push(`${level}: ${text}`),
    started: () => {},
    second: () => {},
    sampled: () => {},
    noted: () => {},
    finished: ended.resolve,
    crashed: ended.reject,
  });
  const bin = new BinHost(running.clock, running.site.network);
  try {
    const { problems, warnings } = running.drill.prepare();
    if (problems.length > 0) {
      const texts = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
      return { ...NOTHING, exit: 104, problems: texts, warnings };
    }
    // The drill itself runs the init code again.
    logged.length = 0;
    running.start();
    return outcomeOf(await ended.promise, logged, warnings, bin);
  } catch (error) {
    if (error instanceof TestAborted) return { ...NOTHING, exit: 108, reason: error.message, logged };
    if (script.stack(error).length === 0) throw error;
    return { ...NOTHING, exit: 107, reason: exceptionText(error, script), logged };
  }
}

function outcomeOf(
  { record, exit, summary, exceptions }: DrillOutcome,
  logged: readonly string[],
  warnings: readonly string[],
  bin: BinHost,
): CaseOutcome {
  const { dueIterations: due, startedIterations: started, droppedIterations: dropped } = record.generator;
  const { completedIterations: completed, failedIterations: failed } = record.generator;
  return {
    exit: exit?.code ?? (UNJUDGED.includes(record.reasons[0]) ? 0 : EXIT_OF[record.verdict]),
    reason: exit?.reason ?? null,
    verdict: record.verdict,
    reasons: record.reasons,
    problems: [],
    warnings,
    logged,
    exceptions,
    failedChecks: failedChecks(summary),
    iterations: { due, started, dropped, completed, failed, interrupted: record.generator.interruptedIterations },
    requests: record.requests,
    metrics: Object.fromEntries(Object.entries(record.metrics).map(([name, { values }]) => [name, values])),
    thresholds: Object.fromEntries(
      record.thresholds.map(({ metric, expression, ok }) => [`${metric} ${expression}`, ok]),
    ),
    durationS: record.durationS,
    summary,
    arrived: bin.arrived,
  };
}

const NOTHING: CaseOutcome = {
  exit: 0,
  reason: null,
  verdict: null,
  reasons: [],
  problems: [],
  warnings: [],
  logged: [],
  exceptions: [],
  failedChecks: [],
  iterations: {},
  requests: {},
  metrics: {},
  thresholds: {},
  durationS: 0,
  summary: null,
  arrived: [],
};

const CHECKS = 'headroom:checks';

/** The script with a handleSummary that tells of its checks, unless it has one. Lines stay where they are. */
function tellingChecks(script: string): string {
  if (/handleSummary|module\.exports/.test(script)) return script;
  return `${script}\nexport function handleSummary(data) { return { '${CHECKS}': JSON.stringify(data.root_group) }; }\n`;
}

function failedChecks(summary: LoadResult['summary']): string[] {
  const text = summary?.[CHECKS];
  return text === undefined ? [] : failedIn(JSON.parse(String(text)) as GroupSummary);
}

function failedIn({ checks, groups }: GroupSummary): string[] {
  return [...checks.filter(({ fails }) => fails > 0).map(({ path }) => path), ...groups.flatMap(failedIn)];
}

/** The folder of a case has another name each time. */
function withoutFolder(outcome: CaseOutcome, folder: string): CaseOutcome {
  const clean = (text: string): string =>
    text.replaceAll(`${folder}/`, '').replaceAll(/(\.\.\/)+(tmp\/)?headroom-case-\w+\//g, '');
  return JSON.parse(clean(JSON.stringify(outcome))) as CaseOutcome;
}
