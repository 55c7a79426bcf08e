import { scriptText } from './script-text.ts';
import type { Sketch } from './sketch.ts';
import { topologyText } from './topology-text.ts';

/** Where Headroom's own files are, by their paths from the new folder; `/` separates. */
export interface OwnFiles {
  /** The folder of the JSON Schemas. */
  readonly schemas: string;
  /** Whether scripts find the package by its name. */
  readonly installed: boolean;
  /** `lib/*` and the types of k6's globals, for editors, where it is not installed. */
  readonly lib: string;
  readonly globals: string;
}

export const TOPOLOGY = 'topology.yaml';
export const SCRIPT = 'failover.ts';
export const BASELINE = 'settings/baseline.yaml';
export const CANDIDATE = 'settings/candidate.yaml';

/** The text of each file of a first drill, by its path in the folder. */
export function starterFiles(sketch: Sketch, own: OwnFiles): Readonly<Record<string, string>> {
  return {
    [TOPOLOGY]: topologyText(sketch, `${own.schemas}/topology.schema.json`),
    [SCRIPT]: scriptText(sketch),
    ...settingsFiles(own),
    'tsconfig.json': configText(own),
  };
}

/** What a first drill's caches are set to. */
interface StarterCache {
  readonly entries: number;
  /** The whole pool has one cache, as whoever made the log's curves takes it; else each instance has its own. */
  readonly isShared: boolean;
}

/** The two settings of a first drill. */
export function settingsFiles(
  own: OwnFiles,
  cache: StarterCache = { entries: 10_000, isShared: false },
): Readonly<Record<string, string>> {
  const schema = `${fromSettings(own.schemas)}/cache-settings.schema.json`;
  return {
    [BASELINE]: settingsText('What runs today. Replace it by what your caches are set to.', '300s', cache, schema),
    [CANDIDATE]: settingsText(
      'The change that is to ship: fresher answers, and more reads of the store.',
      '1s',
      cache,
      schema,
    ),
  };
}

function settingsText(comment: string, ttl: string, { entries, isShared }: StarterCache, schema: string): string {
  return `# yaml-language-server: $schema=${schema}
#
# ${comment}
capacity: ${String(entries).padEnd(14)} # entries that ${isShared ? 'the pool' : 'one instance'} keeps; or a size, 64MiB
policy: lru              # which one goes when it is full: lru, fifo or sieve
ttl: ${ttl.padEnd(19)} # how long an entry is good
ttlJitter: 10%           # so that what came together does not go together
coalesce: true           # one read of the store at a time for each key
entrySize: 2KiB          # where the topology does not say
${isShared ? 'scope: pool              # one cache for all of its instances, as the import counts; instance: each has its own\n' : ''}`;
}

/** Settings have a folder of their own. */
function fromSettings(path: string): string {
  return path.startsWith('/') || /^[A-Za-z]:/.test(path) ? path : `../${path}`;
}

/** For editors: k6's types, and nothing of Node's or a browser's. */
export function configText({ installed, lib, globals }: OwnFiles): string {
  const config = {
    compilerOptions: {
      ...{ target: 'es2023', lib: ['es2023'], module: 'esnext', moduleResolution: 'bundler' },
      types: installed ? ['k6', 'headroom-failover/globals'] : ['k6'],
      ...(installed ? {} : { allowImportingTsExtensions: true, paths: { 'headroom-failover/lib/*': [`${lib}/*.ts`] } }),
      ...{ strict: true, noEmit: true, skipLibCheck: true },
    },
    include: installed ? ['**/*.ts', '**/*.js'] : ['**/*.ts', '**/*.js', globals],
    exclude: ['node_modules', 'runs'],
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
