import type { WebSockets } from '../../transport/web-socket.ts';
import { blocking, grouping } from '../runtime/blocking.ts';
import type { ScriptRuntime } from '../runtime/script-runtime.ts';
import { checkFunction } from './check.ts';
import { CheckTally } from './check-tally.ts';
import { cryptoModule } from './crypto.ts';
import { metricsModule } from './custom-metrics.ts';
import { b64decode, b64encode } from './encoding.ts';
import { executionModule } from './execution.ts';
import type { ExecutionState } from './execution-state.ts';
import { Groups } from './group.ts';
import { parseHtml } from './html/selection.ts';
import { HttpClient } from './http/http-client.ts';
import { httpModule } from './http/http-module.ts';
import type { Platform } from './platform.ts';
import { Randomness } from './randomness.ts';
import { scriptGlobals } from './script-globals.ts';
import type { ScriptLog } from './script-log.ts';
import { type SecretSource, secretsModule } from './secrets.ts';
import { dataModule } from './shared-array.ts';
import { Sleeps } from './sleep.ts';
import { ScriptTimers } from './timers.ts';
import { SocketClient } from './web-socket/socket-client.ts';
import { websocketsModule } from './web-socket/websockets-module.ts';
import { wsModule } from './web-socket/ws-module.ts';

/** What the modules need besides the runtime. */
export interface ModulePorts {
  readonly execution: ExecutionState;
  readonly log: ScriptLog;
  /** The Clock's zero as Unix time in ms: what `Date` starts from. */
  readonly epochMs: number;
  readonly platform: Platform;
  readonly secretSources: readonly SecretSource[];
  /** For scripts that open WebSockets. */
  readonly webSockets?: WebSockets;
  /** Makes `k6/net/grpc`, for scripts that import it: what it takes is loaded for them. */
  readonly grpc?: (client: HttpClient, log: ScriptLog) => Record<string, unknown>;
  /** How requests name their agent where the script does not; else they name none. */
  readonly userAgent?: string;
  /** Of the system's requests, by name: a script's tag may name one. */
  readonly classes?: readonly string[];
}

/** All that a drill's scripts import and see, and what the harness reads of it afterwards. */
export interface ScriptModules {
  /** By specifier. Each has its members, and itself as `default`. */
  readonly modules: ReadonlyMap<string, object>;
  readonly globals: object;
  readonly checks: CheckTally;
  /** Stops the timers that outlast the drill. */
  close(): void;
}

/** Makes the modules: once per drill process, acting for `runtime.current`. */
export function k6Modules(runtime: ScriptRuntime, ports: ModulePorts): ScriptModules {
  const { execution, log, epochMs, platform } = ports;
  const checks = new CheckTally();
  const randomness = new Randomness(runtime);
  const timers = new ScriptTimers(runtime);
  const client = new HttpClient(runtime, execution, epochMs, log, ports.userAgent ?? null, platform, ports.classes);
  const modules = new Map<string, Record<string, unknown>>([
    [
      'k6',
      {
        check: checkFunction(runtime, checks, client.selection),
        fail,
        group: grouping(new Groups(runtime, checks)),
        randomSeed: randomness.seed,
        sleep: blocking(new Sleeps(runtime).describe),
      },
    ],
    ['k6/http', httpModule(client)],
    ['k6/metrics', metricsModule(runtime, execution, client.selection, log)],
    ['k6/execution', executionModule(runtime, execution, epochMs)],
    ['k6/data', dataModule(runtime)],
    [
      'k6/timers',
      {
        setTimeout: timers.setTimeout,
        clearTimeout: timers.clearTimeout,
        setInterval: timers.setInterval,
        clearInterval: timers.clearInterval,
      },
    ],
    ['k6/encoding', { b64encode, b64decode }],
    ['k6/crypto', cryptoModule(randomness, platform.digest)],
    ['k6/html', { parseHTML: (text: unknown) => parseHtml(text, platform) }],
    ['k6/secrets', secretsModule(ports.secretSources)],
  ]);
  if (ports.webSockets !== undefined) {
    const sockets = new SocketClient(client, ports.webSockets, log);
    modules.set('k6/ws', wsModule(sockets));
    const websockets = websocketsModule(sockets);
    modules.set('k6/websockets', websockets).set('k6/experimental/websockets', websockets);
  }
  if (ports.grpc !== undefined) modules.set('k6/net/grpc', ports.grpc(client, log));
  for (const module of modules.values()) module.default = module;
  return {
    modules,
    globals: scriptGlobals(runtime, execution, randomness, timers, log, epochMs, platform),
    checks,
    close: () => client.deadlines.close(),
  };
}

/** `fail(reason)`: ends the iteration. */
function fail(reason?: unknown): never {
  throw new Error(reason === undefined ? 'fail() was called' : String(reason));
}
