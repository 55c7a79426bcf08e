import type { Clock } from '../../mock-service/time/clock.ts';
import type { CompiledScript } from '../script/compile/compiled-script.ts';
import { opensWebSockets } from '../script/compile/k6-surface.ts';
import type { ModulePorts } from '../script/modules/k6-modules.ts';
import { UnansweredWebSockets } from '../transport/web-socket.ts';

/** What a script speaks besides HTTP/1.1; only what it imports is there. */
export type SessionPorts = Pick<ModulePorts, 'webSockets' | 'grpc'>;

/** Where nobody answers, for scripts that are only looked at or tried. What gRPC takes is loaded by `ScriptSessions`. */
export function unansweredSockets({ imports }: Pick<CompiledScript, 'imports'>, clock: Clock): SessionPorts {
  return imports.some(opensWebSockets) ? { webSockets: new UnansweredWebSockets(clock) } : {};
}
