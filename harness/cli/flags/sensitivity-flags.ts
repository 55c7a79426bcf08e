import { type Flag, type Given, UsageError } from './command.ts';

/** Whether to say what would turn a verdict. */
export const SENSITIVITY_FLAGS = {
  sensitivity: {
    help: 'With --virtual, also of one seed and where the verdict is open: say what would turn it of all costs, the directory, users and the peak, each a tenth higher and lower.',
  },
  'no-sensitivity': { help: 'Do not look for what would turn the verdict, which takes about as many drills again.' },
} as const satisfies Record<string, Flag>;

/** Null: nobody has said. @throws UsageError */
export function asksSensitivity(given: Given): boolean | null {
  const [yes, no] = [given.has('sensitivity'), given.has('no-sensitivity')];
  if (yes && no) throw new UsageError('--sensitivity and --no-sensitivity exclude each other');
  return yes ? true : no ? false : null;
}
