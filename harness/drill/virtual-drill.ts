import type { Clock } from '../../mock-service/time/clock.ts';
import type { RequestTally } from '../measure/request-tally.ts';
import type { CompiledScript } from '../script/compile/compiled-script.ts';
import type { AskedPart } from '../script/modules/platform.ts';
import { nodePlatform } from '../script/node/node-platform.ts';
import type { DrillSpec } from './drill-spec.ts';
import { type Machine, ModelledDrill } from './modelled-drill.ts';
import type { DrillEvents } from './running-drill.ts';
import type { SessionPorts } from './session-ports.ts';

/** A drill on a virtual clock, in this process. */
export class VirtualDrill extends ModelledDrill {
  /** What its script has asked of the machine beyond the language, so far. */
  readonly asked: ReadonlySet<AskedPart>;

  /**
   * @see ModelledDrill
   * @param sessions who answers what the script speaks besides HTTP; nobody, if nothing is said
   */
  constructor(
    spec: DrillSpec,
    script: CompiledScript,
    events: DrillEvents,
    tally?: RequestTally,
    stuckAfterMs?: number,
    sessions?: (clock: Clock) => SessionPorts,
  ) {
    const asked = new Set<AskedPart>();
    const machine = nodeMachine(asked);
    super(spec, script, events, sessions === undefined ? machine : { ...machine, sessions }, tally, stuckAfterMs);
    this.asked = asked;
  }
}

function nodeMachine(asked: Set<AskedPart>): Machine {
  return { platform: script => nodePlatform(script, what => asked.add(what)), usedMs };
}

/** This thread's: wall time would count what it was kept from. */
function usedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
