import { nearMiss } from '../../mock-service/settings/near-miss.ts';
import { DEFAULT_TREND_STATS } from '../measure/metric-registry.ts';
import { percentOf } from '../measure/trend.ts';
import { Fields, type OptionProblem, show } from './fields.ts';
import { readHttpOptions } from './http-option-fields.ts';
import { type LoadOverrides, withLoad } from './load-overrides.ts';
import { DEFAULT_GRACEFUL_RAMP_DOWN_MS } from './ramping-vus.ts';
import { EXECUTORS, type Scenario } from './scenario.ts';
import { DEFAULT_EXEC, DEFAULT_GRACEFUL_STOP_MS, DEFAULT_MAX_DURATION_MS } from './scenario-base.ts';
import { readStages } from './stages.ts';
import { type KeyedThresholds, readThresholds } from './threshold-options.ts';

/** A script's options, read and checked. */
export interface DrillOptions {
  readonly scenarios: readonly Scenario[];
  readonly thresholds: readonly KeyedThresholds[];
  readonly setupTimeoutMs: number;
  readonly teardownTimeoutMs: number;
  readonly handleSummaryTimeoutMs: number;
  /** No iteration of a looping VU takes less; the rest is waited. */
  readonly minIterationDurationMs: number;
  readonly summaryTrendStats: readonly string[];
  readonly summaryTimeUnit: '' | 's' | 'ms' | 'us';
  readonly noColor: boolean;
  /** Tags that every sample carries. */
  readonly tags: Readonly<Record<string, string>>;
  /** As the script wrote them, overrides applied and `scenarios` filled in: `exec.test.options`, and what the k6 modules read. */
  readonly written: Readonly<Record<string, unknown>>;
}

/** What reading gives: all problems at once; with any, the options are of no use. */
export interface ParsedOptions {
  readonly options: DrillOptions;
  readonly problems: readonly OptionProblem[];
  readonly warnings: readonly string[];
}

/** k6's defaults (k6-contract §2). */
const DEFAULT_SETUP_TIMEOUT_MS = 60_000;
const DEFAULT_HANDLE_SUMMARY_TIMEOUT_MS = 120_000;

const TREND_STATS = ['avg', 'min', 'med', 'max', 'count'];
const NAME = /^[0-9a-zA-Z_-]+$/;
const SHORTCUTS = ['iterations', 'duration', 'stages'] as const;

/** k6 options that say nothing about load or the verdict here: accepted so that scripts run unchanged. */
const WITHOUT_EFFECT = ['cloud', 'ext', 'httpDebug', 'linger', 'noUsageReport', 'vusMax'];

/** What is not allowed at the top level, and why: k6's options that we do not follow, and fields of scenarios. */
const NOT_HERE: Readonly<Record<string, string>> = {
  blacklistIPs: 'not supported: nothing but loopback and the hosts named by --allow-host is called',
  blockHostnames: 'not supported: nothing but loopback and the hosts named by --allow-host is called',
  dns: 'not supported: the system resolves names',
  executionSegment: 'not supported: a drill runs whole, in one process',
  executionSegmentSequence: 'not supported: a drill runs whole, in one process',
  hosts: 'not supported: give the address in the URL',
  localIPs: 'not supported: the system chooses the address',
  paused: 'not supported: a drill starts at once',
  rps: 'not supported, since it makes users wait for the system; an arrival-rate executor gives a rate of load',
  tlsAIAFetch: 'not supported: TLS is as Node does it',
  tlsAuth: 'not supported: no TLS client certificates are sent',
  tlsCipherSuites: 'not supported: TLS is as Node does it',
  tlsVersion: 'not supported: TLS is as Node does it',
  executor:
    "belongs inside a scenario: scenarios: { name: { executor: '…', … } }; at the top level k6 ignores it and runs a closed loop",
  ...belongInside('a scenario', 'exec', 'gracefulStop', 'startTime', 'env'),
  ...belongInside('a ramping-vus scenario', 'startVUs', 'gracefulRampDown'),
  ...belongInside('a scenario that counts iterations', 'maxDuration'),
  ...belongInside(
    'a scenario with an arrival-rate executor',
    'maxVUs',
    'preAllocatedVUs',
    'rate',
    'startRate',
    'timeUnit',
  ),
};

/** By lower-case name, as k6 reads them. */
const REASONS: ReadonlyMap<string, string> = new Map(
  Object.entries(NOT_HERE).map(([name, reason]) => [name.toLowerCase(), reason]),
);

/** Options whose loss makes another drill of a script. */
const CHANGES_MUCH: ReadonlySet<string> = new Set([
  ...SHORTCUTS,
  'vus',
  'scenarios',
  'thresholds',
  'minIterationDuration',
]);

function belongInside(what: string, ...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map(name => [name, `belongs inside ${what}`]));
}

/**
 * Reads a script's options.
 * @param exported what the script exports as `options`; undefined if nothing.
 * @param overrides options that win over the script's, by the same names.
 * @param load another load than the script's.
 * @param functions the names of the functions that the script exports, to check `exec` against; null if not known.
 */
export function parseOptions(
  exported: unknown,
  overrides: Readonly<Record<string, unknown>> = {},
  functions: readonly string[] | null = null,
  load: LoadOverrides = {},
): ParsedOptions {
  const problems: OptionProblem[] = [];
  const warnings: string[] = [];
  const given = exported === undefined ? {} : exported;
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  const merged = isObject ? withOverrides(withLoad(given, load), overrides) : given;
  const fields = new Fields(merged, 'options', problems);
  const scenarios = readScenarios(fields, warnings, load);
  const summaryTimeUnit = fields.text('summaryTimeUnit', '', text => /^(s|ms|us)?$/.test(text), "'s', 'ms' or 'us'");
  const http = readHttpOptions(fields);
  const options: DrillOptions = {
    scenarios,
    thresholds: readThresholds(fields),
    setupTimeoutMs: fields.duration('setupTimeout', { min: 1, fallback: DEFAULT_SETUP_TIMEOUT_MS }),
    teardownTimeoutMs: fields.duration('teardownTimeout', { min: 1, fallback: DEFAULT_SETUP_TIMEOUT_MS }),
    handleSummaryTimeoutMs: fields.duration('handleSummaryTimeout', {
      min: 1,
      fallback: DEFAULT_HANDLE_SUMMARY_TIMEOUT_MS,
    }),
    minIterationDurationMs: fields.duration('minIterationDuration', { min: 0, fallback: 0 }),
    summaryTrendStats: readTrendStats(fields),
    summaryTimeUnit: summaryTimeUnit as DrillOptions['summaryTimeUnit'],
    noColor: fields.flag('noColor'),
    tags: fields.texts('tags'),
    written: {
      ...(isObject ? merged : overrides),
      ...http,
      scenarios: fields.has('scenarios')
        ? fields.raw('scenarios')
        : scenarios[0] && writtenShortcut(fields, scenarios[0]),
    },
  };
  for (const name of WITHOUT_EFFECT) fields.raw(name);
  readOthers(fields, warnings);
  checkStartTimes(scenarios, load, problems);
  if (functions !== null) checkExec(scenarios, functions, problems);
  return { options, problems, warnings };
}

/** Options that nobody reads: those that would change load or verdict are refused, the others are warned of, as k6 does. */
function readOthers(fields: Fields, warnings: string[]): void {
  for (const { name, meant } of fields.others()) {
    const path = `${fields.path}.${name}`;
    const reason = REASONS.get(name.toLowerCase());
    if (reason !== undefined) fields.problems.push({ path, message: reason });
    else if (meant !== undefined && CHANGES_MUCH.has(meant)) {
      fields.problems.push({ path, message: `unknown option; did you mean '${meant}'?` });
    } else {
      const hint = meant === undefined ? '' : `; did you mean '${meant}'?`;
      warnings.push(`${path} is ignored, since there is no such option${hint}`);
    }
  }
}

/** Tags are added to the script's; every other option is replaced. */
function withOverrides(exported: object, overrides: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { tags } = exported as { tags?: object };
  return {
    ...exported,
    ...overrides,
    ...(overrides.tags === undefined ? {} : { tags: { ...tags, ...overrides.tags } }),
  };
}

function readScenarios(fields: Fields, warnings: string[], load: LoadOverrides): Scenario[] {
  const written = fields.raw('scenarios');
  const shortcuts = SHORTCUTS.filter(name => fields.has(name));
  for (const name of [...SHORTCUTS, 'vus'] as const) fields.raw(name);
  if (fields.has('scenarios')) {
    for (const name of shortcuts) fields.wrong(name, 'a shortcut beside scenarios', 'either scenarios or shortcuts');
    if (fields.has('vus') && load.vus !== undefined)
      fields.wrong(
        'vus',
        '--vus beside the scenarios of the script',
        '--vus with --duration or --iterations, which replace them',
      );
    else if (fields.has('vus')) {
      warnings.push(
        'options.vus is ignored beside scenarios, as k6 did before v2.1 (since then it would replace the scenarios)',
      );
    }
    const inner = new Fields(written, 'options.scenarios', fields.problems);
    if (inner.names.length === 0) fields.wrong('scenarios', 'no scenario', 'at least one scenario');
    return inner.names.map(name => readScenario(name, inner)).filter(scenario => scenario !== null);
  }
  return [readShortcut(fields, shortcuts)];
}

function readScenario(name: string, scenarios: Fields): Scenario | null {
  const fields = new Fields(scenarios.raw(name), `${scenarios.path}.${name}`, scenarios.problems);
  if (!fields.isObject) return null;
  if (!NAME.test(name)) scenarios.wrong(name, `a scenario cannot be named '${name}'`, 'letters, digits, - and _');
  const executor = fields.raw('executor');
  const read = typeof executor === 'string' && Object.hasOwn(EXECUTORS, executor) ? executor : null;
  if (read === null) {
    const names = Object.keys(EXECUTORS);
    const meant = typeof executor === 'string' ? nearMiss(executor, names) : undefined;
    const allowed = `${names.join(', ')}${meant === undefined ? '' : `; did you mean '${meant}'?`}`;
    if (!fields.has('executor')) fields.wrong('executor', 'missing, but required', allowed);
    else if (executor === 'externally-controlled') fields.wrong('executor', 'no longer part of k6', allowed);
    else fields.wrong('executor', 'unknown executor', allowed);
    return null;
  }
  const scenario = EXECUTORS[read as Scenario['executor']](name, fields);
  fields.refuseOthers(`field of a ${read} scenario`);
  return scenario;
}

/** `iterations`, `duration`, `stages`, `vus` or nothing, outside of scenarios (k6-contract §3). */
function readShortcut(fields: Fields, shortcuts: readonly string[]): Scenario {
  const base = {
    name: 'default',
    startTimeMs: 0,
    gracefulStopMs: DEFAULT_GRACEFUL_STOP_MS,
    exec: DEFAULT_EXEC,
    env: {},
    tags: {},
  };
  if (shortcuts.includes('stages')) {
    if (shortcuts.length > 1)
      fields.wrong('stages', 'a shortcut beside another', 'one of iterations, duration, stages');
    return {
      executor: 'ramping-vus',
      ...base,
      startVUs: fields.whole('vus', { min: 0, fallback: 1 }),
      stages: readStages(fields),
      gracefulRampDownMs: DEFAULT_GRACEFUL_RAMP_DOWN_MS,
    };
  }
  const vus = fields.whole('vus', { min: 1, fallback: 1 });
  if (shortcuts.includes('duration') && !shortcuts.includes('iterations')) {
    return { executor: 'constant-vus', ...base, vus, durationMs: fields.duration('duration', { min: 1 }) };
  }
  const iterations = fields.whole('iterations', { min: 1, fallback: vus });
  if (iterations < vus)
    fields.wrong('iterations', 'fewer than the VUs that share them', `a whole number, from ${vus} (vus)`);
  const maxDurationMs = fields.duration('duration', { min: 1, fallback: DEFAULT_MAX_DURATION_MS });
  return { executor: 'shared-iterations', ...base, vus, iterations, maxDurationMs };
}

/** The scenario of a shortcut as a script would have written it. */
function writtenShortcut(fields: Fields, { executor, name }: Scenario): Record<string, unknown> {
  const scenario: Record<string, unknown> = { executor };
  const names = { vus: executor === 'ramping-vus' ? 'startVUs' : 'vus', iterations: 'iterations', stages: 'stages' };
  for (const [from, to] of Object.entries(names)) if (fields.has(from)) scenario[to] = fields.raw(from);
  if (fields.has('duration'))
    scenario[executor === 'constant-vus' ? 'duration' : 'maxDuration'] = fields.raw('duration');
  return { [name]: scenario };
}

function readTrendStats(fields: Fields): readonly string[] {
  const allowed = `a list of ${TREND_STATS.join(', ')} and p(N) with 0 ≤ N ≤ 100`;
  const written = fields.list('summaryTrendStats', allowed);
  if (written === null) return DEFAULT_TREND_STATS;
  return written.filter((name, i): name is string => {
    if (typeof name === 'string' && (TREND_STATS.includes(name) || percentOf(name) !== null)) return true;
    const message = `not a statistic (got ${show(name)}); allowed: ${allowed}`;
    fields.problems.push({ path: `options.summaryTrendStats[${i}]`, message });
    return false;
  });
}

function checkStartTimes(
  scenarios: readonly Scenario[],
  { startTimes = {} }: LoadOverrides,
  problems: OptionProblem[],
): void {
  const names = scenarios.map(({ name }) => name);
  for (const name of Object.keys(startTimes)) {
    if (names.includes(name)) continue;
    const meant = nearMiss(name, names);
    const hint = meant === undefined ? '' : `; did you mean '${meant}'?`;
    const message = `--at: the script has no scenario of that name (got '${name}'); allowed: ${names.join(', ')}${hint}`;
    problems.push({ path: '', message });
  }
}

function checkExec(scenarios: readonly Scenario[], functions: readonly string[], problems: OptionProblem[]): void {
  if (functions.length === 0) {
    problems.push({
      path: '',
      message: 'the script exports no function; an iteration needs one, such as export default function () {}',
    });
    return;
  }
  for (const { name, exec } of scenarios) {
    if (functions.includes(exec)) continue;
    const meant = nearMiss(exec, functions);
    const hint = meant === undefined ? '' : `; did you mean '${meant}'?`;
    const message = `no such function is exported (got '${exec}'); allowed: ${functions.join(', ')}${hint}`;
    problems.push({ path: `options.scenarios.${name}.exec`, message });
  }
}
