import type { Clock } from '../../mock-service/time/clock.ts';
import type { LocalFailure } from '../http1/connection-failure.ts';
import type { CompiledScript } from '../script/compile/compiled-script.ts';
import { makesRpcs, opensWebSockets } from '../script/compile/k6-surface.ts';
import type { grpcPort } from '../script/grpc/grpc-module.ts';
import type { LiveRpcs } from '../transport/live-rpcs.ts';
import type { LiveWebSockets } from '../transport/live-web-sockets.ts';
import { type Rpcs, UnansweredRpcs } from '../transport/rpc.ts';
import { type SessionPorts, unansweredSockets } from './session-ports.ts';

type Script = Pick<CompiledScript, 'imports' | 'path'>;

/** What a script needs to speak otherwise than by HTTP/1.1. The libraries are loaded for scripts that need them. */
export class ScriptSessions {
  readonly #script: Script;
  readonly #grpcPort: typeof grpcPort | null;

  private constructor(script: Script, port: typeof grpcPort | null) {
    this.#script = script;
    this.#grpcPort = port;
  }

  static async load(script: Script): Promise<ScriptSessions> {
    const isNeeded = script.imports.some(makesRpcs);
    return new ScriptSessions(script, isNeeded ? (await import('../script/grpc/grpc-module.ts')).grpcPort : null);
  }

  /** Where nobody answers, for scripts that are only looked at or tried. */
  unanswered(clock: Clock): SessionPorts {
    return this.answeredBy(new UnansweredRpcs(clock), clock);
  }

  /** Where WebSockets are not answered, and gRPC is. */
  answeredBy(rpcs: Rpcs, clock: Clock): SessionPorts {
    return {
      ...unansweredSockets(this.#script, clock),
      ...(this.#grpcPort !== null && { grpc: this.#grpcPort(rpcs, this.#script.path) }),
    };
  }

  /** Over sockets. */
  async live(allowedHosts: readonly string[]): Promise<LiveSessions> {
    const webSockets = this.#script.imports.some(opensWebSockets)
      ? new (await import('../transport/live-web-sockets.ts')).LiveWebSockets(allowedHosts)
      : null;
    const rpcs =
      this.#grpcPort === null ? null : new (await import('../transport/live-rpcs.ts')).LiveRpcs(allowedHosts);
    const ports: SessionPorts = {
      ...(webSockets !== null && { webSockets }),
      ...(rpcs !== null && this.#grpcPort !== null && { grpc: this.#grpcPort(rpcs, this.#script.path) }),
    };
    return new LiveSessions(
      ports,
      [webSockets, rpcs].filter(port => port !== null),
    );
  }
}

/** WebSockets and gRPC over sockets. */
export class LiveSessions {
  readonly ports: SessionPorts;
  readonly #all: readonly (LiveWebSockets | LiveRpcs)[];

  constructor(ports: SessionPorts, all: readonly (LiveWebSockets | LiveRpcs)[]) {
    this.ports = ports;
    this.#all = all;
  }

  /** @param told of what this machine itself refuses */
  onRefused(told: (what: LocalFailure) => void): void {
    for (const port of this.#all) port.onRefused = told;
  }

  /** Ends all of them, and tells nobody. */
  close(): void {
    for (const port of this.#all) port.close();
  }
}
