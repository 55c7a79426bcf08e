import { printSize } from '../../mock-service/settings/units.ts';
import {
  inComment,
  type Sketch,
  type SketchEntry,
  type SketchKey,
  type SketchMeasured,
  type SketchRoute,
} from './sketch.ts';

/** Requests per second at peak, where nobody has said how many. */
export const ASSUMED_PEAK = 100;
const ASSUMED_USERS = 5000;

/**
 * A first topology: what is known is filled in, what is not has a value that a small service could have and the word "assumed".
 * @param schema the JSON Schema's path from the topology's folder
 */
export function topologyText(sketch: Sketch, schema: string): string {
  const { name, source, user, entries, routes, leftOut, measured } = sketch;
  const { primary, alternate, concurrency } = sizesFor(measured?.peakPerSecond);
  return `# yaml-language-server: $schema=${schema}
#
# ${name}, from ${inComment(source)}.
# "assumed" stands where nobody has measured yet; docs/calibrate.md of Headroom has a query of a real service for each line.
${leftOut.map(line => `# Left out: ${inComment(line)}.\n`).join('')}name: ${name}
${trafficText(measured)}
pools:                   # the sites: where users are, and where they go when that fails; assumed
  primary:
    instances: ${primary}
    cores: 2
    memory: 512MiB
    queue: 500           # requests that may wait, then 503
    ${measured === undefined ? 'start: warm          # the cache has what it can hold when the drill begins' : 'start: cold          # the script fills the cache as the log did'}
  alternate:
    instances: ${alternate}
    cores: 2
    memory: 512MiB
    queue: 500           # its cache is empty until somebody comes: what a failover meets

cost:                    # CPU time of a request on one core; assumed
  hit: { fixed: 2ms }
  miss: { lognormal: { p50: 8ms, p99: 30ms } }
  write: { exponential: 10ms }

directory:               # the store behind the cache (a database, another service); assumed
  latency: { lognormal: { p50: 5ms, p99: 40ms } }
  concurrency: ${String(concurrency).padEnd(9)} # calls at the same time; more of them wait
  timeout: 1s

proxy:
  timeout: 2s            # the deadline that becomes a 504; assumed

service:
  user: ${userText(sketch)}${user.assumed ? '   # where a request names its user; assumed' : ''}
  entries:${entries.length === 0 ? ' {}' : `               # what the cache holds: ${measured === undefined ? 'how many there are in the store, and their size; assumed' : 'how many the log asks for, and the mean size of the answers'}`}
${entries.map(entryText).join('')}  routes:
${routes.map(routeText).join('')}
objectives:              # what a pass means
  timeouts: none
  errors: 0.1%
  p99: 800ms
  recovery: 60s
`;
}

/** Pools and a store that the assumed costs do not overload by themselves: else the first drill would say nothing but that. */
function sizesFor(peakPerSecond: number | undefined): { primary: number; alternate: number; concurrency: number } {
  if (peakPerSecond === undefined) return { primary: 4, alternate: 2, concurrency: 50 };
  // A miss takes some 10 ms of two cores, and of a slot of the store.
  const instances = Math.max(4, Math.ceil(peakPerSecond / 100));
  return { primary: instances, alternate: instances, concurrency: Math.max(50, Math.ceil(peakPerSecond / 20)) };
}

function trafficText(measured: SketchMeasured | undefined): string {
  if (measured === undefined) {
    return `users: ${ASSUMED_USERS}              # distinct users; assumed
peak: ${ASSUMED_PEAK}                # requests per second at the busiest hour; assumed
`;
  }
  const { scale, users, peakPerSecond } = measured;
  const scaled =
    scale === 1
      ? ''
      : `scale: ${scale}               # the script replays one key in so many: all else is of that scale too\n`;
  return `${scaled}users: ${users}              # distinct users in what the script replays
peak: ${Number(peakPerSecond.toPrecision(4))}                # requests per second in its busiest minute
`;
}

function userText({ user }: Sketch): string {
  return `{ ${user.in}: ${quoted(user.name)} }`;
}

function entryText({ name, keys, sizeBytes }: SketchEntry): string {
  const size = sizeBytes === undefined ? '2KiB' : printSize(Math.max(1, Math.round(sizeBytes)));
  return `    ${name}: { ${keys === 'user' ? 'per: user' : `count: ${keys}`}, size: ${size} }\n`;
}

function routeText({ method, path, reads, writes, status, body, sizeBytes }: SketchRoute): string {
  const parts = [
    ...(reads === null ? [] : [`reads: ${reads.entry}`, ...byText(reads)]),
    ...(writes === null
      ? []
      : writes === 'uncached'
        ? ['writes: uncached']
        : [`writes: ${writes.entry}`, ...byText(writes)]),
  ];
  const hasBody = body !== null && status !== 204 && status !== 205;
  const answer = [
    ...(status === 200 ? [] : [`status: ${status}`]),
    ...(hasBody ? [`body: ${singleQuoted(body)}`] : []),
    ...(sizeBytes > 0 ? [`size: ${sizeBytes}B`] : []),
  ];
  if (answer.length > 0) parts.push(`answer: { ${answer.join(', ')} }`);
  return `    ${quoted(`${method} ${path}`)}: ${parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`}\n`;
}

function byText({ by }: SketchKey): string[] {
  return by === 'user' ? [] : [`by: ${by}`];
}

/** Plain where YAML reads it as it is. */
function quoted(text: string): string {
  return /^[A-Za-z][\w/:. -]*$/.test(text) && !/: |:$| $/.test(text) ? text : JSON.stringify(text);
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
