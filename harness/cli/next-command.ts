import type { Difference } from '../../mock-service/settings/differences.ts';
import type { DrillSpec } from '../drill/drill-spec.ts';
import type { CompareRecord } from '../record/compare-record.ts';
import { speaksOtherwise } from '../record/other-speech.ts';
import type { AnyRecord } from '../record/record-kinds.ts';
import type { ReplayRecord } from '../record/replay-record.ts';
import { exerciseWords, unprovenKnobs } from '../verdict/unproven-knobs.ts';
import { DEFAULT_SETTINGS } from './flags/drill-flags.ts';
import { sweptValues } from './swept-values.ts';

/** What to try next: why, and the words of the command behind `headroom`. */
export interface Next {
  readonly why: string;
  readonly words: readonly string[];
}

/** What a command line was, by its words behind `headroom`. */
class Line {
  readonly words: readonly string[];

  constructor(words: readonly string[]) {
    this.words = words;
  }

  has(flag: string): boolean {
    return this.words.some(word => word === `--${flag}` || word.startsWith(`--${flag}=`));
  }

  /** The value of a flag. */
  value(flag: string): string | undefined {
    const at = this.words.indexOf(`--${flag}`);
    return at < 0 ? this.words.find(word => word.startsWith(`--${flag}=`))?.slice(flag.length + 3) : this.words[at + 1];
  }

  /** The same command with more flags. */
  with(...more: readonly string[]): string[] {
    return [...this.words, ...more];
  }

  /** Another command on the same script: what is said of it, of the system under test and of the settings goes along. */
  as(verb: string, ...more: readonly string[]): string[] {
    return [verb, ...(this.script === undefined ? [] : [this.script]), ...this.shared, ...more];
  }

  get script(): string | undefined {
    return this.words.find((word, i) => /\.[cm]?[jt]s$/.test(word) && !this.words[i - 1]?.startsWith('--'));
  }

  /** Those that a comparison is given beside its script. */
  get settingsFiles(): string[] {
    return this.words.filter(
      (word, i) => /\.ya?ml$/.test(word) && !this.words[i - 1]?.startsWith('-') && !word.startsWith('-'),
    );
  }

  /** What is said of the system under test and of the script. */
  get shared(): string[] {
    return this.words.flatMap((word, i) => {
      if (SHARED.has(word)) return [word, this.words[i + 1] ?? ''];
      return SHARED.has(word.split('=', 1)[0] as string) ? [word] : [];
    });
  }
}

const SHARED: ReadonlySet<string> = new Set(['--topology', '--set', '--env', '-e', '--import-map']);

/**
 * What to try after a verdict that is no good one.
 * @param words of the command that brought it
 * @returns null: it is good, or there is nothing more to try
 */
export function nextCommand(any: AnyRecord, words: readonly string[]): Next | null {
  const line = new Line(words);
  if (
    any.kind === 'draft' ||
    any.kind === 'sweep' ||
    any.kind === 'map' ||
    any.kind === 'saturation' ||
    any.kind === 'import'
  )
    return null;
  // What would help is among their reasons: another hour, another label, another probe.
  if (any.kind === 'calibration' || any.kind === 'backtest' || any.kind === 'uncertainty') return null;
  const { verdict } = any.record;
  if (verdict === 'pass' || verdict === 'safe' || verdict === 'measured') return null;
  if ('interrupted' in any.record && any.record.interrupted !== undefined)
    return { why: 'To let it come to its end', words };
  if (line.has('target')) return { why: 'To see whether it comes again', words };
  if (any.kind === 'replay') return afterReplay(any.record, line);
  if (line.script === undefined) return null;
  switch (any.kind) {
    case 'run': {
      const { requests, generator, cause, cacheSettings, metrics } = any.record;
      if (verdict === 'fail')
        return cause === null ? looking(line) : blaming(line, cacheSettings.differences.length > 0);
      const unheard = requests.offered === 0 && !speaksOtherwise(metrics);
      if (unheard || generator.failedIterations > 0)
        return { why: 'To see what the script is refused', words: validating(line) };
      return surer(line, !speaksOtherwise(metrics));
    }
    case 'repeat':
      return verdict === 'fail' ? blaming(line, any.record.cacheSettings.differences.length > 0) : surer(line, true);
    case 'compare': {
      const [knob] = any.record.candidate.cacheSettings.differences;
      if (verdict === 'inconclusive') return exercising(any.record, line) ?? surer(line, true);
      return knob === undefined ? sizing(line) : sweeping(line, knob);
    }
    case 'ranking':
      return verdict === 'fail' ? sizing(line) : surer(line, true);
    case 'rollout':
      return verdict === 'fail' ? blaming(line, true) : surer(line, true);
    case 'capacity':
      return verdict === 'fail' ? sizing(line) : surer(line, true);
    case 'instances':
      return verdict === 'fail'
        ? { why: 'To see what it bears as it is', words: withCache(line, 'capacity', '--virtual') }
        : surer(line, true);
  }
}

/** Elsewhere the question is what it takes there; at home chance may have had its say. */
function afterReplay({ elsewhere, script, seed }: ReplayRecord, line: Line): Next {
  if (!elsewhere) return { why: 'With another seed', words: line.with('--seed', String(seed + 1)) };
  const why = 'To see how many instances bear it';
  return { why, words: ['capacity', script.path, ...line.shared, '--virtual', '--find', 'instances'] };
}

/** More seeds of a drill in which a knob hardly acts say no more of it. Null: the knobs that differ acted, or it is not known from which files they are. */
function exercising({ baseline, candidate, failing }: CompareRecord, line: Line): Next | null {
  const [unproven] = unprovenKnobs([[baseline], [candidate]]);
  const [a, b] = line.settingsFiles;
  if (unproven === undefined || failing.candidate > 0 || a === undefined || b === undefined) return null;
  return { why: `A drill in which ${unproven.knob} acts enough`, words: exerciseWords(unproven.exercise, a, b) };
}

/** Nothing was full: load is not what broke it. */
function looking(line: Line): Next {
  const topology = line.value('topology');
  return { why: 'To ask it by hand', words: ['serve', ...(topology === undefined ? [] : ['--topology', topology])] };
}

function blaming(line: Line, differs: boolean): Next {
  const cache = line.value('cache');
  if (cache === undefined || !differs) return sizing(line);
  const baseline = line.value('baseline') ?? DEFAULT_SETTINGS;
  const [verb, script, ...rest] = line.as('compare');
  return {
    why: 'To see whether the change of the settings is to blame',
    words: [verb as string, script as string, baseline, cache, ...rest, '--virtual'],
  };
}

function sizing(line: Line): Next {
  return {
    why: 'To see how many instances bear it',
    words: withCache(line, 'capacity', '--virtual', '--find', 'instances'),
  };
}

function sweeping(line: Line, { knob, from, to }: Pick<Difference, 'from' | 'to'> & { readonly knob: string }): Next {
  return {
    why: `To see what ${knob} does to the capacity`,
    words: line.as('capacity', '--virtual', '--sweep', `${knob}=${sweptValues(from, to).join()}`),
  };
}

/** The same without the machine's say, or with more seeds; live there would be as many drills of their full length. */
function surer(line: Line, canBeVirtual: boolean): Next {
  if (!line.has('virtual') && canBeVirtual)
    return { why: 'On a virtual clock, where the machine has no say', words: line.with('--virtual') };
  if (line.has('virtual') && !line.has('repeat') && line.words[0] !== 'rollout')
    return { why: 'With more seeds', words: line.with('--repeat', '20') };
  return { why: 'To see whether the files are right', words: validating(line) };
}

function validating(line: Line): string[] {
  const topology = line.value('topology');
  const files = [line.script as string, ...(topology === undefined ? [] : [topology])];
  return ['validate', ...files];
}

/**
 * The words of `run` that give a drill again which a command line gave, alone or among others.
 * @param words of that command
 * @param baseline what `baseline` means to the script; null: the default
 */
export function sameDrill(
  words: readonly string[],
  { seed, arrivals, tags, load }: Pick<DrillSpec, 'seed' | 'arrivals' | 'tags' | 'load'>,
  cache: string,
  baseline: string | null,
): string[] {
  const { startTimes = {}, ...shortcuts } = load ?? {};
  const flag = (name: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).flatMap(([key, value]) => [name, `${key}=${value}`]);
  return new Line(words).as(
    'run',
    ...['--virtual', '--cache', cache],
    ...(baseline === null ? [] : ['--baseline', baseline]),
    ...(seed === 1 ? [] : ['--seed', String(seed)]),
    ...(arrivals === 'poisson' ? [] : ['--arrivals', arrivals]),
    ...flag('--tag', tags),
    ...Object.entries(shortcuts).flatMap(([name, value]) => [`--${name}`, value]),
    ...flag('--at', startTimes),
  );
}

function withCache(line: Line, verb: string, ...more: readonly string[]): string[] {
  const cache = line.value('cache');
  return line.as(verb, ...(cache === undefined ? [] : ['--cache', cache]), ...more);
}
