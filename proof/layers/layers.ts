/** What the files of one folder may import; tests and their helpers are free. */
export interface Layer {
  /** The folder, from the top of the tree; files below it belong to it unless they have a layer of their own. */
  readonly folder: string;
  /**
   * What it may import besides itself: a folder of the tree, a file of the tree (it ends in `.ts` or `.json`), a package or a pattern of packages
   * (`node:*`). A folder stands for all below it.
   */
  readonly may: readonly string[];
  /** Files below `may` that it may not import all the same. */
  readonly not?: readonly string[];
  /** Time and chance come in as arguments: no timers, no system clock, no `Math.random` (docs/how-it-works.md). */
  readonly clocked?: true;
}

const MOCK = ['mock-service/time', 'mock-service/settings', 'mock-service/model', 'mock-service/service'];

/** Every folder of product and proof, from the ground up: a folder imports only what stands above it in this table. */
export const LAYERS: readonly Layer[] = [
  { folder: 'mock-service/time', may: [] },
  { folder: 'mock-service/settings', may: ['node:*', 'yaml', 'zod'] },
  { folder: 'mock-service/model', may: ['mock-service/time', 'mock-service/settings'], clocked: true },
  {
    folder: 'mock-service/service',
    may: ['mock-service/time', 'mock-service/settings', 'mock-service/model', 'find-my-way', 'otpauth'],
    clocked: true,
  },
  { folder: 'mock-service/http', may: [...MOCK, 'node:*', 'fastify', 'prom-client'] },

  { folder: 'harness/http1', may: ['mock-service/time', 'node:dns', 'node:net', 'node:tls'] },
  { folder: 'harness/transport', may: ['mock-service/time', 'harness/http1', 'node:http', 'node:net', 'ws'] },
  {
    folder: 'harness/measure',
    may: [...MOCK, 'harness/transport/answer-status.ts', 'harness/transport/exchange.ts', 'zod'],
    clocked: true,
  },
  {
    folder: 'harness/verdict/objectives',
    may: ['harness/measure', 'harness/transport/answer-status.ts', 'harness/verdict/figures.ts', 'zod'],
    clocked: true,
  },
  {
    folder: 'harness/topology',
    may: [
      'mock-service/time',
      'mock-service/settings',
      'mock-service/model/cache-nodes.ts',
      'mock-service/model/contention.ts',
      'mock-service/model/cost-draws.ts',
      'mock-service/model/cpu.ts',
      'mock-service/model/store-connections.ts',
      'mock-service/service/declared',
      'mock-service/service/health-check.ts',
      'harness/verdict/objectives',
      'node:*',
      'zod',
    ],
  },
  {
    folder: 'harness/operations/catalogue',
    may: [...MOCK, 'harness/http1/connection-failure.ts', 'harness/topology/topology.ts', 'zod'],
    clocked: true,
  },
  {
    folder: 'harness/verdict',
    may: [
      'mock-service/time',
      'mock-service/settings',
      'harness/measure',
      'harness/operations/catalogue',
      'harness/topology/system-under-test.ts',
      'harness/topology/topology.ts',
      'zod',
    ],
    clocked: true,
  },
  { folder: 'harness/script/compile', may: ['node:*', 'acorn', 'esbuild', '@jridgewell/*', 'k6/**'] },
  {
    folder: 'harness/script/runtime',
    may: ['mock-service/time', 'harness/script/compile', 'harness/measure', 'harness/transport/exchange.ts', 'node:vm'],
  },
  {
    folder: 'harness/script/modules',
    may: [
      'mock-service/time',
      'mock-service/settings/secret.ts',
      'harness/http1/deadlines.ts',
      'harness/measure',
      'harness/script/runtime',
      'harness/transport',
      'node:*',
      'chai',
      'cheerio',
      'domhandler',
      'papaparse',
      'k6',
      'k6/**',
    ],
  },
  {
    folder: 'harness/load',
    may: ['mock-service/time', 'mock-service/settings', 'harness/measure', 'harness/script', 'harness/verdict'],
    clocked: true,
  },
  {
    folder: 'harness/proxy',
    may: [
      'mock-service/time',
      'mock-service/http',
      'mock-service/model',
      'harness/http1',
      'harness/operations/catalogue',
      'harness/transport',
      'harness/topology/topology.ts',
      'node:*',
    ],
    clocked: true,
  },
  {
    folder: 'harness/operations',
    may: [...MOCK, 'harness/topology/topology.ts', 'harness/transport', 'node:crypto', 'zod', 'fastify'],
  },
  {
    folder: 'harness/site',
    may: [
      ...MOCK,
      'mock-service/http',
      'harness/http1/connection-failure.ts',
      'harness/measure',
      'harness/operations',
      'harness/proxy',
      'harness/topology',
      'harness/transport',
      'harness/verdict/objectives',
      'node:*',
      'zod',
    ],
  },
  {
    folder: 'harness/record',
    may: [
      'mock-service/time',
      'mock-service/settings',
      'harness/measure',
      'harness/operations/catalogue',
      'harness/topology',
      'harness/verdict',
      'node:*',
      'zod',
    ],
  },
  {
    folder: 'harness/report',
    may: [
      'harness/script/compile/steady-build.ts',
      'mock-service/time',
      'mock-service/settings',
      'harness/measure/column.ts',
      'harness/operations/catalogue',
      'harness/record',
      'harness/verdict',
      'node:*',
      'esbuild',
    ],
  },
  {
    folder: 'harness/prometheus',
    may: [
      'mock-service/time',
      'mock-service/settings',
      'mock-service/http',
      'harness/load',
      'harness/measure',
      'harness/record/run-record.ts',
      'harness/site/scrape-target.ts',
      'harness/verdict',
      'node:*',
      'node:timers/promises',
    ],
  },
  {
    folder: 'harness/drill',
    may: [
      ...MOCK,
      'harness/http1/connection-failure.ts',
      'harness/load',
      'harness/measure',
      'harness/operations',
      'harness/prometheus/drill-scrape.ts',
      'harness/record',
      'harness/script',
      'harness/site',
      'harness/topology',
      'harness/transport',
      'harness/verdict',
      'node:*',
      'package.json',
    ],
  },
  {
    folder: 'harness/replay',
    may: [
      'mock-service/settings',
      'harness/drill/drill-spec.ts',
      'harness/topology',
      'harness/verdict/drill-class.ts',
      'node:*',
      'zod',
    ],
  },
  {
    folder: 'harness/watch/progress',
    may: [
      'mock-service/settings',
      'harness/drill',
      'harness/measure',
      'harness/operations/catalogue',
      'harness/site',
      'harness/topology',
      'harness/verdict',
    ],
  },
  {
    folder: 'harness/watch/terminal',
    may: [
      'harness/drill',
      'harness/measure',
      'harness/operations/catalogue',
      'harness/report',
      'harness/verdict',
      'harness/watch/progress',
      'node:*',
    ],
  },
  {
    folder: 'harness/watch/page-server',
    may: [
      'harness/operations/catalogue',
      'harness/report/html',
      'harness/verdict',
      'harness/watch/progress',
      'node:crypto',
      'node:http',
      'fastify',
    ],
  },
  {
    folder: 'harness/watch/page',
    may: [
      'harness/operations/catalogue',
      'harness/report/html',
      'harness/verdict',
      'harness/watch/page-server/live-state.ts',
      'harness/watch/progress',
      'uplot',
    ],
  },
  { folder: 'harness/init', may: ['mock-service/settings'] },
  {
    folder: 'harness/cli',
    may: [
      'mock-service',
      'harness/drill',
      'harness/init',
      'harness/load',
      'harness/measure',
      'harness/operations',
      'harness/prometheus',
      'harness/proxy',
      'harness/record',
      'harness/replay',
      'harness/report',
      'harness/script',
      'harness/site',
      'harness/topology',
      'harness/transport',
      'harness/verdict',
      'harness/watch',
      'package.json',
      'node:*',
      'autocannon',
      'esbuild',
      'selfsigned',
      'yaml',
    ],
  },
  {
    folder: 'proof/validation',
    may: ['mock-service/time', 'mock-service/settings', 'harness', 'node:*', 'yaml', 'zod'],
    not: ['harness/cli', 'harness/watch'],
  },
  {
    folder: 'proof/scenario-table',
    may: ['mock-service/settings', 'harness', 'node:*', 'yaml', 'zod'],
    not: ['harness/cli', 'harness/watch'],
  },
  {
    folder: 'proof/gate',
    may: ['mock-service/time', 'harness/verdict', 'harness/record', 'proof/scenario-table', 'node:*'],
  },
  {
    folder: 'proof/mutants',
    may: [
      'harness/script/compile/syntax.ts',
      'harness/site/processes/process-stat.ts',
      'harness/site/processes/watchdog.ts',
      'harness/verdict/binomial.ts',
      'mock-service/time/random.ts',
      'node:*',
      'esbuild',
      'fast-check',
      'vitest',
      'yaml',
      'zod',
    ],
  },
  { folder: 'proof/references', may: ['node:*'] },
  {
    folder: 'proof/corpus',
    may: ['mock-service/time', 'harness', 'proof/conformance', 'node:*'],
    not: ['harness/cli', 'harness/watch'],
  },
];
