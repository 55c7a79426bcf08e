/**
 * The process that carries out a target's operations, and undoes them when those who asked for them are gone: it is in a session of its
 * own, so that neither a closed terminal nor the end of its parent ends it. Started by `Operator`.
 */
import { SystemClock } from '../../../mock-service/time/system-clock.ts';
import { Journal } from './journal.ts';
import { type OperationEnd, OperatorDesk, type UndoneOperation, type Values } from './operator-desk.ts';
import type { Target, TargetOperationName, UndoName } from './target.ts';

export interface OperatorInit {
  readonly target: Target;
  readonly allowedHosts: readonly string[];
  /** Path of the journal. */
  readonly journal: string;
  /** What the undo operations are told. */
  readonly undoValues: Readonly<Record<UndoName, Values>>;
}

export type OperatorCommand =
  | { readonly kind: 'init'; readonly init: OperatorInit }
  | { readonly kind: 'perform'; readonly id: number; readonly operation: TargetOperationName; readonly values: Values }
  | { readonly kind: 'in-force'; readonly id: number }
  | { readonly kind: 'undo'; readonly id: number; readonly why: string }
  /** The drill has come to its own end: nothing is undone. */
  | { readonly kind: 'release' };

export type OperatorMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'ended'; readonly id: number; readonly end: OperationEnd | null }
  | { readonly kind: 'undone'; readonly id: number; readonly done: readonly UndoneOperation[] };

let desk: OperatorDesk | null = null;
let init: OperatorInit | null = null;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
// A terminal that is gone takes no more words.
process.stderr.on('error', () => {});
process.on('uncaughtException', error => process.stderr.write(`the operator: ${error.stack}\n`));
process.on('disconnect', () => void orphaned());
process.on('message', (command: OperatorCommand) => void heard(command));

async function heard(command: OperatorCommand): Promise<void> {
  switch (command.kind) {
    case 'init': {
      init = command.init;
      const { target, allowedHosts, journal } = init;
      desk = new OperatorDesk(target, allowedHosts, new SystemClock(), new Journal(journal));
      return tell({ kind: 'ready' });
    }
    case 'perform':
      return tell({ kind: 'ended', id: command.id, end: await theDesk().perform(command.operation, command.values) });
    case 'in-force':
      return tell({ kind: 'ended', id: command.id, end: await theDesk().inForce() });
    case 'undo': {
      const { id, why } = command;
      return tell({ kind: 'undone', id, done: await undo(why) });
    }
    case 'release':
      process.exit(0);
  }
}

/** Whoever started this has gone without a word. */
async function orphaned(): Promise<void> {
  if (desk?.hasBegun) await undo('headroom has ended without a word');
  process.exit(0);
}

function undo(why: string): Promise<UndoneOperation[]> {
  return theDesk().undo(why, theInit().undoValues, done => {
    if (!process.connected) process.stderr.write(`${undoneLine(done)}\n`);
  });
}

function theDesk(): OperatorDesk {
  if (desk === null) throw new Error('the operator was not told what to operate');
  return desk;
}

function theInit(): OperatorInit {
  if (init === null) throw new Error('the operator was not told what to operate');
  return init;
}

function tell(message: OperatorMessage): void {
  if (process.connected) process.send?.(message, () => {});
}

/** What an undo operation has come to, for people. */
function undoneLine({ operation, ok, how, tookMs }: UndoneOperation): string {
  const took = `${(tookMs / 1000).toFixed(1)} s`;
  return ok ? `undone: ${operation} (${how}, ${took})` : `UNDO FAILED: ${operation} (${how}, ${took})`;
}
