import type { Clock } from '../../mock-service/time/clock.ts';
import type { CompiledScript } from '../script/compile/compiled-script.ts';
import type { DrillSpec } from './drill-spec.ts';
import { UNHEARD } from './running-drill.ts';
import type { SessionPorts } from './session-ports.ts';
import { VirtualDrill } from './virtual-drill.ts';

/** Enough for the compiler to see what is hot; the site's processes want to start meanwhile. */
const LONGEST_MS = 700;

/**
 * Runs the beginning of a drill on a virtual clock, while a live one waits for its site: what is compiled then need not be compiled under
 * load, where it would make the first iterations late. Nothing is sent, and nothing of it is kept.
 * @returns ends it
 */
export function rehearse(
  spec: DrillSpec,
  script: CompiledScript,
  sessions?: (clock: Clock) => SessionPorts,
): () => void {
  let drill: VirtualDrill | null = null;
  const end = (): void => {
    clearTimeout(longest);
    drill?.abandon();
    drill = null;
  };
  const longest = setTimeout(end, LONGEST_MS);
  const soon = setImmediate(() => {
    try {
      drill = new VirtualDrill({ ...spec, clock: 'virtual' }, script, UNHEARD, undefined, undefined, sessions);
      drill.start();
    } catch {
      // What is wrong will be told by the drill itself.
      end();
    }
  });
  return () => {
    clearImmediate(soon);
    end();
  };
}
