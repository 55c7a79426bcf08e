import type { Problem } from '../../mock-service/settings/input-errors.ts';
import type { ScriptErrors } from '../script/compile/problems.ts';

/** What is wrong with a script, as every other input's problems are told. */
export function scriptProblems({ problems }: ScriptErrors): Problem[] {
  return problems.map(({ file, line, column, message, hint }) => ({
    file,
    line: line === 0 ? null : line,
    column,
    path: '',
    message: hint === undefined ? message : `${message}; ${hint}`,
  }));
}
