/** The k6 modules that scripts may import. */
export const SUPPORTED_MODULES: readonly string[] = [
  'k6',
  'k6/http',
  'k6/metrics',
  'k6/execution',
  'k6/data',
  'k6/timers',
  'k6/encoding',
  'k6/crypto',
  'k6/html',
  'k6/secrets',
];

const WEB_SOCKET_MODULES: readonly string[] = ['k6/ws', 'k6/websockets', 'k6/experimental/websockets'];
const RPC_MODULES: readonly string[] = ['k6/net/grpc'];

/** Those that work in live drills alone, since what they send is not modelled. */
export const LIVE_MODULES: readonly string[] = [...WEB_SOCKET_MODULES, ...RPC_MODULES];

export function opensWebSockets(module: string): boolean {
  return WEB_SOCKET_MODULES.includes(module);
}

export function makesRpcs(module: string): boolean {
  return RPC_MODULES.includes(module);
}

/** What a script is compiled for. A `target` is a system that exists, drilled live under limits of its own. */
export type DrillKind = 'virtual' | 'live' | 'target';

/** Why a module that works in live drills is not there in another. */
export function whyLiveAlone(module: string, drill: Exclude<DrillKind, 'live'>): string {
  if (drill === 'target')
    return 'what --target may send in a second, and a rehearsal, are kept to by requests of k6/http alone';
  return makesRpcs(module)
    ? 'a modelled service answers requests of k6/http alone; run it live, without --virtual'
    : 'what a connection that stays open does to a service is not modelled; run it live, without --virtual';
}

/** Why k6 has modules that are not here. */
export const REFUSED_MODULES: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^k6\/(experimental\/)?browser/, 'it drives a browser, and users are requests here'],
  [/^k6\/experimental\/grpc$/, 'it is k6/net/grpc now, and k6 has taken it out too'],
  [/^k6\/x\//, 'it is an extension that is compiled into k6'],
  [/^k6\/experimental\//, 'experimental modules change from one version of k6 to the next'],
];

/** Methods of what a module gives that hold their VU, as functions of modules do. */
const WAITING_METHODS: Readonly<Record<string, readonly string[]>> = {
  'k6/http': ['submitForm', 'clickLink'],
  'k6/net/grpc': ['connect', 'invoke', 'healthCheck'],
};

/** Whether a method of that name may hold its VU in a script that imports `modules`. */
export function isWaitingMethod(name: string, modules: Iterable<string>): boolean {
  for (const module of modules) if (WAITING_METHODS[module]?.includes(name)) return true;
  return false;
}

const BLOCKING: Readonly<Record<string, readonly string[]>> = {
  k6: ['sleep'],
  'k6/http': ['get', 'head', 'post', 'put', 'patch', 'del', 'options', 'request', 'batch'],
};

/** Whether a k6 function holds its VU and calls functions of the script meanwhile. */
export function isSession(module: string, member: string): boolean {
  return module === 'k6/ws' && member === 'connect';
}

/** Whether a k6 function holds its VU. `group` does not itself: its function may. */
export function blocks(module: string, member: string): boolean {
  return BLOCKING[module]?.includes(member) ?? false;
}

/** The functions of a module that hold their VU, or whose argument may. */
export function holdingMembers(module: string): readonly string[] {
  if (module === 'k6/ws') return ['connect'];
  return module === 'k6' ? [...(BLOCKING.k6 ?? []), 'group'] : (BLOCKING[module] ?? []);
}

export function isGroup(module: string, member: string): boolean {
  return module === 'k6' && member === 'group';
}

/** Methods of built-in objects that call their argument; `builtin-twins.ts` has their suspendable forms. */
export const CALLBACK_METHODS: ReadonlySet<string> = new Set([
  'forEach',
  'map',
  'filter',
  'flatMap',
  'some',
  'every',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'reduce',
  'reduceRight',
]);

/** Functions that call or keep their argument for the VU's event loop, which runs either form. */
export const EVENT_LOOP_METHODS: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);
export const EVENT_LOOP_FUNCTIONS: ReadonlySet<string> = new Set(['setTimeout', 'setInterval', 'setImmediate']);

/** Methods of built-in objects that call their argument and can never wait for it. */
export const SYNCHRONOUS_METHODS: ReadonlySet<string> = new Set(['sort', 'toSorted', 'replace', 'replaceAll']);
