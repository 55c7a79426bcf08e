import { dirname } from 'node:path';
import { readText } from '../../../mock-service/files/read-text.ts';
import { type Conflict, check, type FindConflicts } from '../../../mock-service/settings/check.ts';
import { fingerprint } from '../../../mock-service/settings/fingerprint.ts';
import { InputErrors, type Problem } from '../../../mock-service/settings/input-errors.ts';
import { nearMiss } from '../../../mock-service/settings/near-miss.ts';
import type { Path } from '../../../mock-service/settings/path.ts';
import { masked } from '../../../mock-service/settings/secret.ts';
import { type Source, yamlSource } from '../../../mock-service/settings/source.ts';
import { objectivesOf } from '../../verdict/objectives/objectives.ts';
import { CONDITION_FORM, readCondition } from './condition.ts';
import { type FoundCommand, findCommand } from './find-command.ts';
import { HOURS_FORM, readHours } from './hours.ts';
import { placeholdersIn, placeholdersOf, textsIn } from './placeholders.ts';
import { substitute } from './secrets.ts';
import {
  type CommandWords,
  type HttpWords,
  type Metrics,
  POOL_METRICS,
  type PoolQuery,
  type Target,
  type TargetOperation,
  type TargetOperationName,
} from './target.ts';
import { targetSchema, type WrittenOperation, type WrittenTarget } from './target-schema.ts';

/** What is outside of the file, and it may ask for. */
export interface TargetSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether there is a baseline: an undo that names one can only work with it. */
  readonly hasBaseline: boolean;
}

/**
 * Reads a target file. Commands are looked for, and variables of the environment put in their place.
 * @throws InputErrors with everything that is wrong in it
 */
export function readTarget(file: string, surroundings: TargetSurroundings): Target {
  return parseTarget(readText(file), file, surroundings);
}

/** The same for a text. `file` is what messages call it; its folder is where commands are. */
export function parseTarget(text: string, file: string, { env, hasBaseline }: TargetSurroundings): Target {
  const written = yamlSource(text, file);
  const { value, secrets, missing } = substitute(written.value, env);
  const unset = missing.map(({ path, name }): Problem => {
    const message = `\${${name}} is not set in the environment`;
    return { ...written.place(path, false), path: path.join('.'), message };
  });
  const source: Source = { ...written, value, problems: [...written.problems, ...unset] };
  try {
    const checked = check(source, targetSchema, conflictsWith(file, hasBaseline));
    return { ...toTarget(checked, file), fingerprint: fingerprint(written.value), secrets };
  } catch (error) {
    if (!(error instanceof InputErrors)) throw error;
    throw new InputErrors(error.problems.map(each => ({ ...each, message: masked(each.message, secrets) })));
  }
}

function conflictsWith(file: string, hasBaseline: boolean): FindConflicts<WrittenTarget> {
  return function* (value) {
    const pools = Object.keys(value.pools);
    if (pools.length === 0) yield { path: ['pools'], wrong: 'no pool', allowed: 'name one at least: { primary: {} }' };
    for (const [name, operation] of operationsOf(value)) {
      const path = ['operations', name];
      for (const each of wayConflicts(operation, placeholdersOf(name), file))
        yield { ...each, path: [...path, ...each.path] };
      yield* untilConflicts(operation, value, [...path, 'until']);
      if (!hasBaseline && value.safety.undo.some(undo => undo === name) && wordsOf(operation).includes('baseline')) {
        const allowed = 'give --baseline FILE: undoing must be able to work before anything is done';
        yield { path, wrong: 'undoes to {baseline}, and there is none', allowed };
      }
    }
    if (value.inForce !== undefined) {
      const { run, http } = value.inForce;
      for (const each of wayConflicts({ run, http }, [], file)) yield { ...each, path: ['inForce', ...each.path] };
    }
    for (const [i, name] of value.safety.undo.entries()) {
      const declared = operationsOf(value).map(([each]) => each);
      if (!declared.includes(name))
        yield {
          path: ['safety', 'undo', i],
          wrong: 'not one of its operations',
          allowed: `operations has ${list(declared)}`,
        };
    }
    const { hours } = value.safety;
    if (hours !== undefined && readHours(hours) === undefined)
      yield { path: ['safety', 'hours'], wrong: 'not hours', allowed: HOURS_FORM };
    yield* queryConflicts(value, pools);
  };
}

function* wayConflicts(
  { run, http }: Pick<WrittenOperation, 'run' | 'http'>,
  known: readonly string[],
  file: string,
): Iterable<Conflict> {
  const unknown = function* (texts: readonly string[], path: Path): Iterable<Conflict> {
    for (const name of new Set(texts.flatMap(placeholdersIn))) {
      if (known.includes(name)) continue;
      const meant = nearMiss(name, known);
      const hint = meant === undefined ? '' : `; did you mean {${meant}}?`;
      const allowed = known.length === 0 ? 'there are none here' : known.map(each => `{${each}}`).join(', ');
      yield { path, wrong: `no placeholder {${name}} here`, allowed: `${allowed}${hint}` };
    }
  };
  if (run !== undefined) {
    for (const [i, text] of run.entries()) yield* unknown([text], ['run', i]);
    const found: FoundCommand = findCommand(run[0] as string, file);
    if ('wrong' in found) {
      const allowed = `a program that is on the PATH, or a path from ${dirname(file)}`;
      yield { path: ['run', 0], wrong: found.wrong, allowed };
    }
  }
  if (http === undefined) return;
  for (const [key, each] of Object.entries(http)) yield* unknown(textsIn(each), ['http', key]);
}

function* untilConflicts(
  { until }: WrittenOperation,
  { metrics, pools }: WrittenTarget,
  path: Path,
): Iterable<Conflict> {
  if (until === undefined) return;
  const condition = readCondition(until);
  if (condition === undefined) yield { path, wrong: 'not a condition', allowed: CONDITION_FORM };
  else if (metrics?.active === undefined)
    yield {
      path,
      others: [['metrics']],
      wrong: 'nobody could tell',
      allowed: 'metrics.active says which pool has the users',
    };
  else if (placeholdersIn(condition.pool).length === 0 && !Object.hasOwn(pools, condition.pool))
    yield { path, wrong: 'no such pool', allowed: `one of ${list(Object.keys(pools))}` };
}

function* queryConflicts({ metrics }: WrittenTarget, pools: readonly string[]): Iterable<Conflict> {
  for (const key of [...POOL_METRICS, 'active'] as const) {
    const query = metrics?.[key];
    if (typeof query !== 'object') continue;
    for (const pool of Object.keys(query))
      if (!pools.includes(pool))
        yield { path: ['metrics', key, pool], wrong: 'no such pool', allowed: `one of ${list(pools)}` };
  }
}

function wordsOf({ run, http }: WrittenOperation): string[] {
  return textsIn([run ?? [], http ?? {}]).flatMap(placeholdersIn);
}

function operationsOf({ operations }: WrittenTarget): [TargetOperationName, WrittenOperation][] {
  return Object.entries(operations) as [TargetOperationName, WrittenOperation][];
}

function list(words: readonly string[]): string {
  return words.length === 0 ? 'none' : words.join(', ');
}

function toTarget(value: WrittenTarget, file: string): Omit<Target, 'fingerprint' | 'secrets'> {
  const { safety } = value;
  const operations = operationsOf(value).map(([name, operation]) => [name, toOperation(operation, file)]);
  return {
    ...{ file, name: value.name, url: value.url.replace(/\/+$/, ''), region: value.region ?? value.name },
    ...{ users: value.users, peakPerSecond: value.peak, pools: Object.keys(value.pools), timeoutMs: value.timeout },
    metrics: value.metrics === undefined ? null : toMetrics(value.metrics),
    inForce: value.inForce === undefined ? null : toOperation(value.inForce, file),
    operations: Object.fromEntries(operations),
    safety: {
      mostPerSecond: safety.most ?? null,
      abort: safety.abort === undefined ? null : { errors: safety.abort.errors, forMs: safety.abort.for },
      undo: safety.undo,
      hours: safety.hours === undefined ? null : (readHours(safety.hours) ?? null),
    },
    objectives: objectivesOf(value.objectives),
  };
}

function toMetrics({ prometheus, label, store, active, ...queries }: NonNullable<WrittenTarget['metrics']>): Metrics {
  return {
    url: prometheus.url.replace(/\/+$/, ''),
    everyMs: prometheus.every,
    token: prometheus.token ?? null,
    label,
    queries: Object.fromEntries(
      Object.entries(queries).filter((each): each is [string, PoolQuery] => each[1] !== undefined),
    ),
    store: store ?? null,
    active: active ?? null,
  };
}

function toOperation(
  written: Omit<WrittenOperation, 'until'> & { until?: string | undefined },
  file: string,
): TargetOperation {
  const { until } = written;
  return {
    how: toWay(written, file),
    timeoutMs: written.timeout,
    until: until === undefined ? null : (readCondition(until) ?? null),
  };
}

function toWay({ run, http }: Pick<WrittenOperation, 'run' | 'http'>, file: string): CommandWords | HttpWords {
  if (run !== undefined) {
    const [name = '', ...rest] = run;
    const found = findCommand(name, file);
    return { kind: 'run', words: ['path' in found ? found.path : name, ...rest] };
  }
  const { json, headers = {}, ...methods } = http ?? {};
  const [method = 'get', url = ''] = Object.entries(methods).find(([, each]) => each !== undefined) ?? [];
  return { kind: 'http', method: method.toUpperCase(), url, headers, json };
}
