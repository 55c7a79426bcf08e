import { dirname, isAbsolute, join } from 'node:path';
import { readText } from '../../mock-service/files/read-text.ts';
import { check, type FindConflicts } from '../../mock-service/settings/check.ts';
import { fingerprint } from '../../mock-service/settings/fingerprint.ts';
import { InputErrors, type Problem } from '../../mock-service/settings/input-errors.ts';
import { masked } from '../../mock-service/settings/secret.ts';
import { type Source, yamlSource } from '../../mock-service/settings/source.ts';
import { substitute } from '../site/target/secrets.ts';
import type { Preset } from './presets/preset.ts';
import { PRESET_NAMES, PRESETS } from './presets/presets.ts';
import { OUTCOME_WORDS, ROLE_NAMES, type Role, type RoleQuery } from './role.ts';
import type { Twin } from './twin.ts';
import { twinSchema, type WrittenTwin } from './twin-schema.ts';

/** Windows of so many scrapes, where nobody says. */
const SCRAPES_A_WINDOW = 4;

/**
 * Reads a twin file. Variables of the environment are put in their place.
 * @throws InputErrors with everything that is wrong in it
 */
export function readTwin(file: string, env: Readonly<Record<string, string | undefined>>): Twin {
  return parseTwin(readText(file), file, env);
}

/** The same for a text. `file` is what messages call it; its folder is where the files are that it names. */
export function parseTwin(text: string, file: string, env: Readonly<Record<string, string | undefined>>): Twin {
  const written = yamlSource(text, file);
  const { value, secrets, missing } = substitute(written.value, env);
  const unset = missing.map(({ path, name }): Problem => {
    const message = `\${${name}} is not set in the environment`;
    return { ...written.place(path, false), path: path.join('.'), message };
  });
  const source: Source = { ...written, value, problems: [...written.problems, ...unset] };
  try {
    return {
      ...toTwin(check(source, twinSchema, findConflicts), file),
      fingerprint: fingerprint(written.value),
      secrets,
    };
  } catch (error) {
    if (!(error instanceof InputErrors)) throw error;
    throw new InputErrors(error.problems.map(each => ({ ...each, message: masked(each.message, secrets) })));
  }
}

const findConflicts: FindConflicts<WrittenTwin> = function* (value) {
  // Where the preset is misspelt nobody can tell what it would have had.
  const preset = presetOf(value);
  for (const role of ['cpu', 'requests'] as const) {
    if (value.roles[role]?.query !== undefined || preset?.roles[role] !== undefined) continue;
    yield {
      path: ['roles', role],
      others: [['preset']],
      wrong: 'missing',
      allowed:
        value.preset === undefined
          ? `a query, or a preset: ${PRESET_NAMES.join(', ')}`
          : `a query: ${value.preset} has none for it, and nothing can be fitted without it`,
    };
  }
  for (const role of ROLE_NAMES) {
    const own = value.roles[role];
    if (own === undefined || own.query !== undefined || preset?.roles[role] !== undefined) continue;
    yield {
      path: ['roles', role],
      others: [['preset']],
      wrong: 'no query',
      allowed: 'one is needed where no preset has it',
    };
  }
  if (value.window !== undefined && value.window < value.prometheus.every)
    yield {
      path: ['window'],
      others: [['prometheus', 'every']],
      wrong: 'shorter than between two scrapes',
      allowed: 'at least prometheus.every; four times it, or more, is better',
    };
  const seen = new Map<string, string>();
  for (const [pool, words] of Object.entries(value.pools ?? {})) {
    for (const word of [words].flat()) {
      const other = seen.get(word);
      if (other !== undefined)
        yield { path: ['pools', pool], wrong: `${word} is ${other} already`, allowed: 'a value is one pool' };
      seen.set(word, pool);
    }
  }
};

function presetOf(value: WrittenTwin): Preset | undefined {
  return value.preset === undefined ? undefined : PRESETS[value.preset];
}

/** A file that a twin file names, from that one's folder. */
function besides(file: string, named: string): string {
  return isAbsolute(named) ? named : join(dirname(file), named);
}

function toTwin(value: WrittenTwin, file: string): Omit<Twin, 'fingerprint' | 'secrets'> {
  const { prometheus, outcomes } = value;
  const preset = presetOf(value);
  const roles = ROLE_NAMES.flatMap((role): [Role, RoleQuery][] => {
    const [own, preseted] = [value.roles[role], preset?.roles[role]];
    const query = own?.query ?? preseted?.query;
    if (query === undefined) return [];
    const written = Object.entries(own?.labels ?? {}).filter(([, label]) => label !== undefined);
    const labels = { pool: 'pool', ...preseted?.labels, ...Object.fromEntries(written) };
    return [[role, { query: query.trim(), labels, times: own?.times ?? preseted?.times ?? 1 }]];
  });
  const pools =
    value.pools &&
    new Map(Object.entries(value.pools).flatMap(([pool, words]) => [words].flat().map(word => [word, pool] as const)));
  return {
    ...{ file, name: value.name },
    topologyFile: besides(file, value.topology),
    settingsFile: besides(file, value.settings),
    ...{ url: prometheus.url.replace(/\/+$/, ''), token: prometheus.token ?? null, everyMs: prometheus.every },
    windowMs: value.window ?? SCRAPES_A_WINDOW * prometheus.every,
    // Who names a metric of their own has what the preset's lacks.
    lacks: ROLE_NAMES.flatMap(role => (value.roles[role]?.query === undefined ? (preset?.lacks[role] ?? []) : [])),
    roles: Object.fromEntries(roles),
    pools: pools ?? null,
    outcomes: {
      ...OUTCOME_WORDS,
      ...Object.fromEntries(Object.entries(outcomes).map(([word, outcome]) => [word.toLowerCase(), outcome])),
    },
    routes: value.routes,
  };
}
