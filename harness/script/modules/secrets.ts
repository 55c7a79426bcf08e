import type { Secret } from '../../../mock-service/settings/secret.ts';
import { ScriptPromise } from '../runtime/script-promise.ts';

/** Where `k6/secrets` finds secrets: one `--secret-source`. */
export interface SecretSource {
  /** What `secrets.source()` calls it; null: it has no name. */
  readonly name: string | null;
  /** Whether `secrets.get()` means it though there are others. */
  readonly isDefault: boolean;
  readonly secrets: readonly Secret[];
}

/** `k6/secrets`. */
export function secretsModule(sources: readonly SecretSource[]): Record<string, unknown> {
  return {
    get: (key: unknown) => promised(() => secretOf(defaultSource(sources), String(key))),
    source(name: unknown) {
      const source = sources.find(each => each.name === String(name));
      if (source === undefined) throw new Error(`there is no secret source ${String(name)}${named(sources)}`);
      return { get: (key: unknown) => promised(() => secretOf(source, String(key))) };
    },
  };
}

/** Even what is known at once is a promise here, and what goes wrong a rejected one. */
function promised(find: () => string): ScriptPromise {
  return new ScriptPromise(resolve => resolve(find()));
}

function defaultSource(sources: readonly SecretSource[]): SecretSource {
  const source = sources.length === 1 ? sources[0] : sources.find(({ isDefault }) => isDefault);
  if (source !== undefined) return source;
  throw new Error(
    sources.length === 0
      ? 'there are no secrets: give a --secret-source'
      : `none of ${sources.length} secret sources is the default one${named(sources)}`,
  );
}

function secretOf({ secrets }: SecretSource, key: string): string {
  const found = secrets.find(({ name }) => name === key);
  if (found !== undefined) return found.value;
  throw new Error(`there is no secret ${key} (there are ${secrets.map(({ name }) => name).join(', ') || 'none'})`);
}

function named(sources: readonly SecretSource[]): string {
  const names = sources.flatMap(({ name }) => name ?? []);
  return names.length === 0 ? ': none has a name' : `: there are ${names.join(', ')}`;
}
