import { type CarriedScript, carriedScript } from '../script/compile/carried-script.ts';
import type { CompiledScript } from '../script/compile/compiled-script.ts';
import { PLATFORM_WORDS } from '../script/modules/platform.ts';
import type { VirtualDrill } from './virtual-drill.ts';

/** What of a virtual drill can be carried to where it is to be done again. */
export interface CarriedParts {
  readonly script: CarriedScript;
  /** When scenarios start that do not from the beginning, by name. */
  readonly startsMs: Readonly<Record<string, number>>;
  /** What the script asked of the machine beyond the language, in words. */
  readonly asked: readonly string[];
}

/** Of a drill that is over. */
export function partsOf({ drill, asked }: VirtualDrill, script: CompiledScript): CarriedParts {
  const later = drill.engine.scenarios.filter(({ startTimeMs }) => startTimeMs > 0);
  return {
    script: carriedScript(script),
    startsMs: Object.fromEntries(later.map(({ name, startTimeMs }) => [name, startTimeMs])),
    asked: [...new Set([...asked].map(name => PLATFORM_WORDS[name]))],
  };
}
