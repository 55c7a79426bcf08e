import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readCacheSettings } from '../../mock-service/files/read-cache-settings-file.ts';
import { readText } from '../../mock-service/files/read-text.ts';
import type { ServiceDescription } from '../../mock-service/service/declared/description.ts';
import { InputErrors, readAll } from '../../mock-service/settings/input-errors.ts';
import { isMapping } from '../../mock-service/settings/path.ts';
import { yamlSource } from '../../mock-service/settings/source.ts';
import { readDuration } from '../../mock-service/settings/units.ts';
import { SystemClock } from '../../mock-service/time/system-clock.ts';
import { CALIBRATION } from '../record/calibration-record.ts';
import { IMPORT } from '../record/import-record.ts';
import { readRecord } from '../record/record-file.ts';
import { readTraffic } from '../record/traffic-file.ts';
import { Caller } from '../site/target/caller.ts';
import { whyNot } from '../site/target/reach.ts';
import { readTopology } from '../topology/read-topology.ts';
import type { Topology } from '../topology/topology.ts';
import type { CalibrationInputs } from '../twin/calibrate.ts';
import { costPaths, routeClasses } from '../twin/cost-class.ts';
import { type ImportedKeys, importedKeys } from '../twin/imported-keys.ts';
import { observe } from '../twin/observation.ts';
import { RangeReader, type Span } from '../twin/range-reader.ts';
import { readTwin } from '../twin/read-twin.ts';
import { readTelemetry } from '../twin/telemetry.ts';
import { allowedHosts } from './flags/allowed-hosts.ts';
import { type Given, UsageError } from './flags/command.ts';
import { wholeNumber } from './flags/drill-flags.ts';

/** The flags of what rests on telemetry. */
export const TWIN_FLAGS = {
  for: { value: 'TIME', help: 'For how long: 4h.' },
  import: {
    value: 'FILE',
    reads: true,
    help: 'Take locality from this import.json of headroom import --routes TOPOLOGY: its keys, in their order, instead of a popularity law.',
  },
  seed: { value: 'N', help: 'Seed of the bootstrap and of the drills (default 1).' },
  'allow-host': { value: 'HOST', multiple: true, help: 'Read a metric server that is not on this machine.' },
  out: { value: 'DIR', help: 'Where the results go (default runs/<time>-<name>).' },
  quiet: { help: 'No progress, and one line as the result.' },
  json: { help: 'The record on stdout instead of the summary.' },
} as const;

/**
 * Reads a twin file and its telemetry.
 * @param at the flag that says when it begins
 * @param topologyFile the topology; null: that of the twin file
 * @throws UsageError, InputErrors with everything that is wrong
 */
export async function readTwinInputs(
  given: Given,
  file: string,
  at: 'from' | 'at',
  topologyFile: string | null,
): Promise<CalibrationInputs> {
  const span = spanOf(given, at);
  const seed = wholeNumber(given, 'seed', 1, 0);
  const hosts = allowedHosts(given);
  const twin = readTwin(file, process.env);
  const place = topologyFile ?? twin.topologyFile;
  const [topology, settings] = readAll(
    () => readTopology(place),
    () => readCacheSettings(twin.settingsFile),
  );
  const text = readText(place);
  const { service } = topology;
  if (service === undefined)
    throw problems(place, ['declares no service: a twin needs to know what each route reads and writes']);
  if (topology.scale !== 1)
    throw problems(place, [
      `scale is ${topology.scale}: telemetry is of every instance, and a twin is fitted at scale 1`,
    ]);
  const importFile = given.text('import');
  if (importFile === undefined && topologyFile !== null) refuseOtherKeys(topologyFile, topology);
  const imported = importFile === undefined ? null : readImportedKeys(importFile, service);
  const why = await whyNot(twin.url, hosts);
  if (why !== null) throw problems(file, [`prometheus.url: ${why}`]);
  const classes = routeClasses(service, writtenCosts(text, place));
  const paths = costPaths(classes);
  const clock = new SystemClock();
  const caller = new Caller(clock, hosts);
  try {
    const telemetry = await readTelemetry(new RangeReader(caller, twin), twin, span);
    if (telemetry.problems.length > 0) throw problems(file, telemetry.problems);
    const observation = observe(telemetry, twin, topology, classes, paths);
    if (observation.problems.length > 0) throw problems(file, observation.problems);
    return { twin, text, topology, settings, classes, paths, telemetry, observation, seed, imported };
  } finally {
    await caller.close();
    // A connection's time limit, which is over with it, would keep the process for as long.
    clock.close();
  }
}

/** The keys of an import, and of the file beside it. @throws InputErrors */
function readImportedKeys(file: string, service: ServiceDescription): ImportedKeys {
  const record = readRecord(IMPORT, file);
  if (record.profile === null)
    throw problems(file, ['nothing in these logs can be replayed: there are no keys to take from them']);
  const place = join(dirname(file), record.profile.file);
  const found = importedKeys(file, record, readTraffic(place), service);
  if ('copies' in found) return found;
  throw problems(file, found);
}

/** A twin whose keys were a log's has no popularity law that would do in their place. @throws InputErrors */
function refuseOtherKeys(file: string, { calibration }: Topology): void {
  const place = calibration === undefined ? null : join(dirname(file), calibration);
  if (place === null || !existsSync(place)) return;
  const from = readRecord(CALIBRATION, place).import;
  if (from !== undefined)
    throw problems(file, [
      `it was calibrated with the keys of an import (${from.file}), and has no popularity law: give those, or newer ones, with --import`,
    ]);
}

function problems(file: string, messages: readonly string[]): InputErrors {
  return new InputErrors(messages.map(message => ({ file, line: null, column: null, path: '', message })));
}

/** @throws UsageError */
function spanOf(given: Given, at: 'from' | 'at'): Span {
  const written = given.text(at);
  const example = `--${at} 2026-11-23T08:00Z --for 4h`;
  if (written === undefined) throw new UsageError(`--${at} says when the telemetry begins: ${example}`);
  const fromMs = Date.parse(written);
  if (Number.isNaN(fromMs)) throw new UsageError(`--${at} is no time (got ${written}): ${example}`);
  const length = given.text('for');
  const forMs = length === undefined ? undefined : readDuration(length);
  if (forMs === undefined || forMs <= 0)
    throw new UsageError(
      `--for says how long the telemetry is${length === undefined ? '' : ` (got ${length})`}: ${example}`,
    );
  return { fromMs, toMs: fromMs + forMs };
}

/** Costs that routes have of their own, as they are written: those that share the topology's are left out. */
function writtenCosts(text: string, file: string): Map<string, unknown> {
  const { value } = yamlSource(text, file);
  const service = isMapping(value) ? value.service : undefined;
  const routes = isMapping(service) ? service.routes : undefined;
  if (!isMapping(routes)) return new Map();
  return new Map(
    Object.entries(routes).flatMap(([name, route]) =>
      isMapping(route) && isMapping(route.cost) ? [[name, route.cost] as const] : [],
    ),
  );
}
