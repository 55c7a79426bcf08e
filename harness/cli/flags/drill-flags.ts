import { readText } from '../../../mock-service/files/read-text.ts';
import type { NamedCacheSettings } from '../../../mock-service/settings/cache-settings.ts';
import { readAll } from '../../../mock-service/settings/input-errors.ts';
import { settingsName, settingsOf } from '../../../mock-service/settings/read-cache-settings.ts';
import { maskedIn, maskOf } from '../../../mock-service/settings/secret.ts';
import { yamlSource } from '../../../mock-service/settings/source.ts';
import { type DrillSpec, secretsOf } from '../../drill/drill-spec.ts';
import { readDrillFiles } from '../../topology/drill-files.ts';
import type { DrillSources, WrittenFile } from '../../topology/drill-sources.ts';
import type { Topology } from '../../topology/topology.ts';
import { TARGETS_FLAG } from '../announce-targets.ts';
import { type SarifFile, sarifFlag } from '../sarif-file.ts';
import { shippedFile } from '../shipped-file.ts';
import { twinStanding } from '../twin-standing.ts';
import { REMOTE_WRITE_FLAG, type Receivers, receivers } from '../write-results.ts';
import { allowedHosts } from './allowed-hosts.ts';
import { type Flag, type Given, UsageError } from './command.ts';
import { IMPORT_MAP_FLAG, importMap } from './import-map-flag.ts';
import { SECRET_FLAG, secretSources } from './secret-flag.ts';

export const DEFAULT_TOPOLOGY = 'scenarios/topologies/eu.yaml';
export const DEFAULT_SETTINGS = 'mock-service/settings/baseline.yaml';

/** The flags that every command with drills has. */
export const DRILL_FLAGS = {
  topology: { value: 'FILE', reads: true, help: `The system under test (default ${DEFAULT_TOPOLOGY}).` },
  baseline: { value: 'FILE', reads: true, help: `What "baseline" means to the script (default ${DEFAULT_SETTINGS}).` },
  virtual: { help: 'On a virtual clock: in seconds, and the same for the same seed.' },
  seed: { value: 'N', help: 'Seed of every random number (default 1).' },
  arrivals: { value: 'poisson|even', help: "How arrival-rate iterations are spaced (default poisson; even is k6's)." },
  set: {
    value: 'PATH=VALUE',
    multiple: true,
    help: 'Change a value of the topology or the settings: --set peak=1200, --set ttl=30s.',
  },
  env: { short: 'e', value: 'KEY=VALUE', multiple: true, help: "Add to the script's __ENV." },
  'secret-source': SECRET_FLAG,
  'import-map': IMPORT_MAP_FLAG,
  tag: { value: 'KEY=VALUE', multiple: true, help: 'Tag every sample.' },
  'allow-host': {
    value: 'HOST',
    multiple: true,
    help: 'Let the script send to this host too. Without it nothing is sent but to this machine.',
  },
  out: { value: 'DIR', help: 'Where the records go (default runs/<time>-<scenario>-<settings>).' },
  targets: TARGETS_FLAG,
  'remote-write': REMOTE_WRITE_FLAG,
  quiet: { help: 'No progress, and one line as the result.' },
  json: { help: 'The record on stdout instead of the summary.' },
  'exit-zero': { help: 'Report only: exit 0 whatever the verdict.' },
  'no-play': { help: 'Leave the drill itself out of report.html: it is smaller, and cannot run it again.' },
  open: { help: 'Open the report when it is done.' },
} as const satisfies Record<string, Flag>;

/** Another load than the script's, by k6's flags. */
export const LOAD_FLAGS = {
  vus: {
    short: 'u',
    value: 'N',
    help: "So many VUs; alone it changes the shortcuts' number, with -d or -i it replaces the script's load.",
  },
  duration: { short: 'd', value: 'TIME', help: "Loop for that long (30s, 5m) instead of the script's load." },
  iterations: {
    short: 'i',
    value: 'N',
    help: "So many iterations in all, shared by the VUs, instead of the script's load.",
  },
  at: {
    value: 'SCENARIO=TIME',
    multiple: true,
    help: 'Start a scenario of the script at another time: --at fail_over=20s.',
  },
} as const satisfies Record<string, Flag>;
/** How results are shown, and where they go. */
export interface ShownInputs extends Receivers {
  readonly quiet: boolean;
  readonly json: boolean;
  readonly exitZero: boolean;
  readonly open: boolean;
  /** Whether reports of virtual drills carry the drill, so that it can be done again in them. */
  readonly play: boolean;
  /** Whether a script may write outside of the folder for results. */
  readonly allowWrite: boolean;
  /** Whether GitLab's load performance report is left too. */
  readonly gitlab: boolean;
  /** What is not good, for checks; null: nobody wants it. */
  readonly sarif: SarifFile | null;
  readonly out: string | undefined;
  /** The command line, without secrets. */
  readonly words: readonly string[];
  /** What is to be said before any verdict: that the twin is off. */
  readonly standing?: string;
}

/** Settings that a drill has at least one of. */
export type OneOrMore<T> = readonly [T, ...T[]];

/** What the common flags say. */
export interface DrillInputs extends ShownInputs {
  readonly topology: Topology;
  /** What those files have, and the baseline's. */
  readonly sources: DrillSources;
  readonly baselineFile: WrittenFile;
  /** Those asked for, in their order. */
  readonly settings: OneOrMore<NamedCacheSettings>;
  readonly baseline: NamedCacheSettings;
  /** A drill of the first of `settings`. */
  readonly spec: Omit<DrillSpec, 'settings'>;
  /** `--targets FILE`; null: the default. */
  readonly targets: string | null;
}

/**
 * Reads the files and values that the common flags name.
 * @param settingsFiles the settings under test
 * @param baselineFile what `baseline` means, where `--baseline` does not say
 * @throws UsageError, or InputErrors with all problems of all files
 */
export function readDrillInputs(
  given: Given,
  script: string,
  settingsFiles: OneOrMore<string>,
  baselineFile: string = shippedFile(DEFAULT_SETTINGS),
): DrillInputs {
  const virtual = given.has('virtual');
  const common = readCommonInputs(given, script);
  const topologyFile = given.text('topology') ?? shippedFile(DEFAULT_TOPOLOGY);
  const baseline = given.text('baseline') ?? baselineFile;
  // --set lays over the settings under test alone: the baseline stays what it is.
  const [files, base] = readAll(
    () => readDrillFiles(topologyFile, settingsFiles, given.texts('set')),
    () => {
      const source = yamlSource(readText(baseline), baseline);
      return { value: source.value, settings: settingsOf(source, settingsName(baseline), []) };
    },
  );
  const standing = twinStanding(topologyFile, files.topology);
  return {
    topology: files.topology,
    sources: files.sources,
    baselineFile: { file: baseline, value: base.value },
    settings: files.settings,
    baseline: base.settings,
    spec: {
      ...common.spec,
      clock: virtual ? 'virtual' : 'live',
      topology: files.topology,
    },
    targets: given.text('targets') ?? null,
    ...common.shown,
    sarif: sarifFlag(given, settingsFiles, files.settings),
    ...(standing !== null && { standing }),
  };
}

/** What the flags say that drills of every kind have. @throws UsageError */
export function readCommonInputs(
  given: Given,
  script: string,
): {
  readonly spec: Omit<DrillSpec, 'clock' | 'topology' | 'settings'>;
  readonly shown: Omit<ShownInputs, 'sarif'>;
} {
  const arrivals = given.text('arrivals') ?? 'poisson';
  if (arrivals !== 'poisson' && arrivals !== 'even') {
    throw new UsageError(`--arrivals must be poisson or even, not ${arrivals}`);
  }
  const sources = secretSources(given);
  const mask = maskOf(secretsOf(sources));
  return {
    spec: {
      script,
      seed: wholeNumber(given, 'seed', 1, 0),
      arrivals,
      env: keyValues(given, 'env'),
      tags: maskedIn(keyValues(given, 'tag'), mask, () => false),
      allowedHosts: allowedHosts(given),
      headroom: null,
      ...userAgent(process.env),
      ...loadOverrides(given),
      ...importMap(given),
      ...sources,
    },
    shown: {
      ...receivers(given, process.env),
      quiet: given.has('quiet'),
      json: given.has('json'),
      exitZero: given.has('exit-zero'),
      open: given.has('open'),
      play: !given.has('no-play'),
      allowWrite: given.has('allow-write'),
      gitlab: given.has('gitlab'),
      out: given.text('out'),
      words: given.words.map(mask),
    },
  };
}

function loadOverrides(given: Given): Pick<DrillSpec, 'load'> {
  const names = ['vus', 'duration', 'iterations'] as const;
  const startTimes = keyValues(given, 'at');
  const load = {
    ...Object.fromEntries(names.flatMap(name => (given.text(name) === undefined ? [] : [[name, given.text(name)]]))),
    ...(Object.keys(startTimes).length === 0 ? {} : { startTimes }),
  };
  return Object.keys(load).length === 0 ? {} : { load };
}

/** As k6 has it: instead of the script's option. */
function userAgent({ K6_USER_AGENT }: NodeJS.ProcessEnv): Pick<DrillSpec, 'userAgent'> {
  return K6_USER_AGENT === undefined ? {} : { userAgent: K6_USER_AGENT };
}

/** @throws UsageError unless the flag is a whole number, from `least` */
export function wholeNumber(given: Given, flag: string, fallback: number, least: number): number {
  const text = given.text(flag);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) {
    throw new UsageError(`--${flag} must be a whole number, from ${least}, not ${text}`);
  }
  return value;
}

/** @throws UsageError unless each is KEY=VALUE */
export function keyValues(given: Given, flag: string): Record<string, string> {
  return Object.fromEntries(
    given.texts(flag).map(text => {
      const at = text.indexOf('=');
      if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
      throw new UsageError(`${flag === 'env' ? '-e' : `--${flag}`} must be KEY=VALUE, not ${text}`);
    }),
  );
}

/** @throws UsageError unless there is exactly one script among the positionals */
export function oneScript(given: Given, verb: string): string {
  const [script, ...more] = given.positionals;
  if (script === undefined)
    throw new UsageError(`headroom ${verb} needs a script, such as scenarios/eu-peak-failover.ts`);
  if (more.length > 0)
    throw new UsageError(`headroom ${verb} takes one script, and got ${given.positionals.join(' ')}`);
  return script;
}
