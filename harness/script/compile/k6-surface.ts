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

/** Why k6 has modules that are not here. */
export const REFUSED_MODULES: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^k6\/(experimental\/)?browser/, 'it drives a browser, and users are requests here'],
  [/^k6\/(net|experimental)\/grpc$/, 'drills speak HTTP/1.1, and gRPC needs HTTP/2'],
  [/^k6\/(experimental\/)?(ws|websockets)$/, 'drills speak HTTP/1.1 alone, and no WebSockets'],
  [/^k6\/x\//, 'it is an extension that is compiled into k6'],
  [/^k6\/experimental\//, 'experimental modules change from one version of k6 to the next'],
];

/** Methods of a response that hold their VU, as functions of modules do. */
export const WAITING_METHODS: ReadonlySet<string> = new Set(['submitForm', 'clickLink']);

const BLOCKING: Readonly<Record<string, readonly string[]>> = {
  k6: ['sleep'],
  'k6/http': ['get', 'head', 'post', 'put', 'patch', 'del', 'options', 'request', 'batch'],
};

/** Whether a k6 function holds its VU. `group` does not itself: its function may. */
export function blocks(module: string, member: string): boolean {
  return BLOCKING[module]?.includes(member) ?? false;
}

/** The blocking functions of a module. */
export function blockingMembers(module: string): readonly string[] {
  return BLOCKING[module] ?? [];
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
