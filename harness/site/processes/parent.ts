/** How a parent and its child processes talk: the child's side. */
import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { isSystemError, type SystemError } from '../../../mock-service/settings/system-error.ts';
import { type Moment, tellTimeAs } from '../../../mock-service/time/system-clock.ts';

/** What runs in a child. `Init` and `Command` must survive the structured clone. */
export interface Role<Init, Command> {
  /**
   * Begins. What it gives in `ready` is the answer to the parent's start.
   * @param tell sends a message to the parent
   */
  start(init: Init, tell: (message: unknown) => void): Promise<{ ready: unknown; command(command: Command): void }>;
}

/** A message from parent to child. */
export type Downward = { readonly init: unknown; readonly now: Moment } | { readonly command: unknown };

/** A message from child to parent. `alive`: it has nothing to say; `stillMs`: for how long it has just stood still; `noFiles`: it can open no file or socket. `failed`: it could not start; `system`: since the system refused something. */
export type Upward =
  | { readonly alive: true; readonly stillMs: number; readonly noFiles: boolean }
  | { readonly ready: unknown }
  | { readonly failed: string; readonly system: Pick<SystemError, 'code' | 'syscall' | 'address' | 'port'> | null }
  | { readonly message: unknown };

/** How often a child says that it is there. */
const ALIVE_EVERY_MS = 500;

/**
 * Makes this process the child that its parent started it to be. It ends when the channel closes, so that nothing is left
 * behind when the parent dies, however it dies; Ctrl-C is the parent's to handle.
 */
export function serveParent<Init, Command>(role: Role<Init, Command>): void {
  const send = (message: Upward): void => {
    if (process.connected) process.send?.(message);
  };
  process.on('disconnect', () => process.exit(0));
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  let lastAt = performance.now();
  const alive = (): void => {
    const stillMs = performance.now() - lastAt;
    lastAt += stillMs;
    send({ alive: true, stillMs, noFiles: !canOpen() });
  };
  setInterval(alive, ALIVE_EVERY_MS).unref();
  alive();
  let command: ((command: Command) => void) | null = null;
  process.on('message', (message: Downward) => {
    if ('command' in message) return command?.(message.command as Command);
    tellTimeAs(message.now);
    role
      .start(message.init as Init, told => send({ message: told }))
      .then(
        started => {
          command = started.command;
          send({ ready: started.ready });
        },
        (error: Error) => send({ failed: error.stack ?? String(error), system: systemPart(error) }),
      );
  });
}

/** Servers are not told of what they cannot accept for want of a descriptor: the caller sees a connection that breaks. */
function canOpen(): boolean {
  try {
    closeSync(openSync(devNull, 'r'));
    return true;
  } catch (error) {
    return !(isSystemError(error) && (error.code === 'EMFILE' || error.code === 'ENFILE'));
  }
}

/** Errors lose what is not of every error on their way to another process. */
function systemPart(error: Error): Extract<Upward, { failed: string }>['system'] {
  if (!isSystemError(error)) return null;
  const { code, syscall, address, port } = error;
  return { code, syscall, ...(address === undefined ? {} : { address }), ...(port === undefined ? {} : { port }) };
}
