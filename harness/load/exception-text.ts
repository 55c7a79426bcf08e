import type { CompiledScript } from '../script/compile/compiled-script.ts';

/** What a script threw as people read it: the error, then where in the user's files. */
export function exceptionText(thrown: unknown, script: CompiledScript): string {
  const frames = script.stack(thrown).map(({ name, file, line, column }) => {
    const place = `${file}:${line}:${column}`;
    return `    at ${name === '' ? place : `${name} (${place})`}`;
  });
  return [thrown instanceof Error ? String(thrown) : `thrown: ${inspected(thrown)}`, ...frames].join('\n');
}

function inspected(thrown: unknown): string {
  try {
    return typeof thrown === 'string' ? thrown : (JSON.stringify(thrown) ?? String(thrown));
  } catch {
    return String(thrown);
  }
}
