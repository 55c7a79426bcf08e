import { readText } from '../../../mock-service/files/read-text.ts';
import { InputErrors, type Problem, readAll } from '../../../mock-service/settings/input-errors.ts';
import type { Secret } from '../../../mock-service/settings/secret.ts';
import type { DrillSpec } from '../../drill/drill-spec.ts';
import type { SecretSource } from '../../script/modules/secrets.ts';
import { type Given, UsageError } from './command.ts';

/** `--secret-source` */
export const SECRET_FLAG = {
  value: 'KIND=…',
  multiple: true,
  help:
    'Secrets for k6/secrets, which are shown nowhere: file=FILE (lines of KEY=VALUE), env=NAME,NAME (variables of the environment) or ' +
    'mock=KEY=VALUE,KEY=VALUE; several are told apart by name=NAME and default: file=name=vault,FILE.',
} as const;

/** A shorter one would be found in what is no secret at all. */
const SHORTEST = 4;
const FORMS = 'file=FILE, env=NAME,NAME or mock=KEY=VALUE,KEY=VALUE';

/** The sources that the flags name. @throws UsageError, InputErrors */
export function secretSources(
  given: Given,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Pick<DrillSpec, 'secretSources'> {
  const texts = given.texts('secret-source');
  if (texts.length === 0) return {};
  return { secretSources: readAll(...texts.map(text => () => readSource(text, env))) };
}

function readSource(text: string, env: Readonly<Record<string, string | undefined>>): SecretSource {
  const at = text.indexOf('=');
  const kind = text.slice(0, Math.max(0, at));
  const words = text.slice(at + 1).split(',');
  const name = words.find(word => word.startsWith('name='))?.slice('name='.length) ?? null;
  const isDefault = words.includes('default');
  const rest = words.filter(word => word !== 'default' && !word.startsWith('name='));
  return { name, isDefault, secrets: readSecrets(kind, rest, env) };
}

function readSecrets(kind: string, words: readonly string[], env: Readonly<Record<string, string | undefined>>) {
  // What was given is not repeated: it may hold a secret.
  switch (kind) {
    case 'mock':
      return long(words.map(word => pair(word)).map(secret => ({ file: '--secret-source mock', line: null, secret })));
    case 'env':
      return long(words.map(word => ({ file: '--secret-source env', line: null, secret: fromEnv(word, env) })));
    case 'file':
      return fromFile(words);
    case 'url':
      throw new UsageError(`--secret-source=url is not offered here: nothing is fetched; there are ${FORMS}`);
    default:
      throw new UsageError(`--secret-source must be ${FORMS}`);
  }
}

function pair(word: string): Secret {
  const at = word.indexOf('=');
  if (at > 0) return { name: word.slice(0, at), value: word.slice(at + 1) };
  throw new UsageError('--secret-source=mock must be KEY=VALUE,KEY=VALUE');
}

function fromEnv(name: string, env: Readonly<Record<string, string | undefined>>): Secret {
  const value = env[name];
  if (value !== undefined) return { name, value };
  throw new InputErrors([problem('--secret-source env', null, `the environment has no variable ${name}`)]);
}

function fromFile(words: readonly string[]): Secret[] {
  const [path = ''] = words;
  if (path === '' || words.length > 1) throw new UsageError('--secret-source=file must be the path of one file');
  const file = path.replace(/^filename=/, '');
  const lines = readText(file).split(/\r?\n/);
  const wrong: Problem[] = [];
  const found = lines.flatMap((text, i) => {
    const at = text.indexOf('=');
    if (at > 0) return [{ file, line: i + 1, secret: { name: text.slice(0, at), value: text.slice(at + 1) } }];
    if (text.trim() !== '') wrong.push(problem(file, i + 1, 'not KEY=VALUE'));
    return [];
  });
  if (wrong.length > 0) throw new InputErrors(wrong);
  return long(found);
}

function long(
  found: readonly { readonly file: string; readonly line: number | null; readonly secret: Secret }[],
): Secret[] {
  const wrong = found
    .filter(({ secret }) => secret.value.length < SHORTEST)
    .map(({ file, line, secret }) =>
      problem(
        file,
        line,
        `the secret ${secret.name} is too short to be hidden wherever it may occur: ${SHORTEST} characters at least`,
      ),
    );
  if (wrong.length > 0) throw new InputErrors(wrong);
  return found.map(({ secret }) => secret);
}

function problem(file: string, line: number | null, message: string): Problem {
  return { file, line, column: line === null ? null : 1, path: '', message };
}
