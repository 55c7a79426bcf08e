import { DEFAULT_PORT } from '../../watch/page-server/default-port.ts';
import { type Flag, type Given, UsageError } from './command.ts';

/** The flags of commands that have a live page. */
export const UI_FLAGS = {
  ui: {
    value: 'PORT',
    optional: true,
    help: `Show it in a browser while it runs, on this port or the next free one (default ${DEFAULT_PORT}). On by default on a terminal when live.`,
  },
  'no-ui': { help: 'No live page.' },
} as const satisfies Record<string, Flag>;

/**
 * The port of the live page; null: there is none.
 * @param usual whether there is one where nothing is said
 * @throws UsageError
 */
export function uiPort(given: Given, usual: boolean): number | null {
  const text = given.text('ui');
  if (given.has('no-ui')) {
    if (text !== undefined) throw new UsageError('--ui and --no-ui exclude each other');
    return null;
  }
  if (text === undefined) return usual ? DEFAULT_PORT : null;
  if (text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (!Number.isSafeInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(`--ui takes a port, 0 to 65535, not ${text}`);
  }
  return port;
}
