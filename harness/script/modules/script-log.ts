import type { VuContext } from '../runtime/script-runtime.ts';

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

/** Where `console` and the modules' own warnings go. */
export interface ScriptLog {
  write(level: LogLevel, text: string, vu: VuContext): void;
}
