import { UsageError } from './flags/command.ts';

/** The environment, which other users of the machine cannot read: the list of processes shows flags to everybody. */
export const TOKEN_VARIABLE = 'HEADROOM_TOKEN';

/** Characters. Shorter ones can be guessed. */
export const LEAST_TOKEN = 16;

/** A token of the user's own; null: none is set. @throws UsageError for one that is too short, or that no header can carry */
export function controlToken(env: Readonly<Record<string, string | undefined>>): string | null {
  const token = env[TOKEN_VARIABLE];
  if (token === undefined) return null;
  const rule = `at least ${LEAST_TOKEN} letters, digits and ._~+/=-, or leave it unset for a new one each time`;
  if (token.length < LEAST_TOKEN)
    throw new UsageError(`${TOKEN_VARIABLE} has ${token.length} characters; it must have ${rule}`);
  if (!/^[\w.~+/=-]+$/.test(token))
    throw new UsageError(`${TOKEN_VARIABLE} has other characters than a token may: ${rule}`);
  return token;
}
