import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { DrillOutcome } from '../../harness/drill/drill.ts';
import type { DrillSpec } from '../../harness/drill/drill-spec.ts';
import { VirtualDrill } from '../../harness/drill/virtual-drill.ts';
import { compileScript } from '../../harness/script/compile/compile-script.ts';
import { moduleMembers } from '../../harness/script/modules/module-members.ts';
import { resolveRemote } from '../../harness/script/node/resolve-remote.ts';
import { VIRTUAL_EPOCH_MS } from '../../harness/site/virtual-site.ts';
import { checkTopology } from '../../harness/topology/parse-topology.ts';
import type { RawSeries } from '../../harness/twin/counter.ts';
import type { Span } from '../../harness/twin/range-reader.ts';
import { Exporter } from '../../harness/twin/test-exporter.ts';
import { fingerprint } from '../../mock-service/settings/fingerprint.ts';
import { parseCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import type { Truth } from './truth.ts';

export const DAY = 'proof/twin/day.js';
const EVERY_MS = 15_000;

/** The drill of a known service. @param set is laid over its topology */
export function specOf({ topology, settings, env, id }: Truth, set: Record<string, unknown> = {}): DrillSpec {
  const named = parseCacheSettings(JSON.stringify(settings), `truth-${id}.yaml`);
  return {
    clock: 'virtual',
    script: DAY,
    topology: checkTopology({ ...topology, ...set }),
    settings: { underTest: named, baseline: named },
    ...{ seed: 1000 + id, arrivals: 'poisson', env, tags: {}, allowedHosts: [], headroom: null },
  };
}

/** A day of a known service, and what its exporters said of it. */
export interface KnownDay {
  readonly series: readonly RawSeries[];
  readonly span: Span;
}

/** Drills a day on a virtual clock, and scrapes it. */
export async function knownDay(spec: DrillSpec): Promise<KnownDay> {
  const compiled = await compileScript(spec.script, { members: moduleMembers, resolveRemote });
  const ended = Promise.withResolvers<DrillOutcome>();
  const nothing = (): void => {};
  const events = { log: nothing, started: nothing, second: nothing, sampled: nothing, noted: nothing };
  const drill = new VirtualDrill(spec, compiled, { ...events, finished: ended.resolve, crashed: ended.reject });
  const exporter = new Exporter(drill, spec.topology as never, VIRTUAL_EPOCH_MS, EVERY_MS);
  drill.start();
  await ended.promise;
  const { series } = exporter;
  const last = Math.max(...series.map(({ atMs }) => atMs.at(-1) ?? 0));
  return { series, span: { fromMs: VIRTUAL_EPOCH_MS + EVERY_MS, toMs: last } };
}

/** The same, taken from a folder if it is there already, and else kept there. */
export async function keptDay(spec: DrillSpec, folder: string): Promise<KnownDay> {
  mkdirSync(folder, { recursive: true });
  const file = join(
    folder,
    `${spec.topology?.name}-${fingerprint([spec.topology, spec.settings, spec.env, readFileSync(spec.script, 'utf8')])}.day`,
  );
  if (existsSync(file)) return deserialize(readFileSync(file)) as KnownDay;
  const day = await knownDay(spec);
  writeFileSync(file, serialize(day));
  return day;
}
