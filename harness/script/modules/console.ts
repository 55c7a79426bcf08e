import type { ScriptRuntime } from '../runtime/script-runtime.ts';
import type { LogLevel, ScriptLog } from './script-log.ts';

/** `console`: text as it is, everything else as JSON, parts separated by a space. */
export function scriptConsole(runtime: ScriptRuntime, log: ScriptLog): Record<string, unknown> {
  const writer =
    (level: LogLevel) =>
    (...parts: unknown[]): void =>
      log.write(level, parts.map(asText).join(' '), runtime.current);
  return {
    log: writer('info'),
    info: writer('info'),
    debug: writer('debug'),
    warn: writer('warning'),
    error: writer('error'),
  };
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return value.stack ?? String(value);
  if (typeof value !== 'object' || value === null)
    return typeof value === 'function' ? `[Function ${value.name}]` : String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // Circular, or holding a BigInt.
    return String(value);
  }
}
