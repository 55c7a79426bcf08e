import type { Path } from '../../../mock-service/settings/path.ts';
import { masked, type Secret } from '../../../mock-service/settings/secret.ts';

/** What a text has in place of a value of the environment that it does not name. */
const VARIABLE = /\$\{([A-Za-z_]\w*)\}/g;

export interface Substituted {
  readonly value: unknown;
  readonly secrets: readonly Secret[];
  /** Variables that are not set, and where they are asked for. */
  readonly missing: readonly { readonly path: Path; readonly name: string }[];
}

/** Puts the values of the environment where `${NAME}` stands in the texts of a value. */
export function substitute(value: unknown, env: Readonly<Record<string, string | undefined>>): Substituted {
  const secrets = new Map<string, string>();
  const missing: { path: Path; name: string }[] = [];
  const walk = (each: unknown, path: Path): unknown => {
    if (typeof each === 'string') {
      return each.replaceAll(VARIABLE, (written, name: string) => {
        const found = env[name];
        if (found === undefined) missing.push({ path, name });
        else if (found !== '') secrets.set(name, found);
        return found ?? written;
      });
    }
    if (Array.isArray(each)) return each.map((item, i) => walk(item, [...path, i]));
    if (typeof each !== 'object' || each === null) return each;
    return Object.fromEntries(Object.entries(each).map(([key, inner]) => [key, walk(inner, [...path, key])]));
  };
  const substituted = walk(value, []);
  return { value: substituted, secrets: [...secrets].map(([name, found]) => ({ name, value: found })), missing };
}

const SECRET_NAME = /token|secret|passw|pwd|credential|api_?key|private|auth|cookie|session/i;

/** What was given with `-e`, for the record: values whose name says that they are secret are not shown. */
export function shownEnvironment(
  env: Readonly<Record<string, string>>,
  secrets: readonly Secret[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([key, value]) => [key, SECRET_NAME.test(key) ? '(not shown)' : masked(value, secrets)]),
  );
}
