import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calibrate as calibrateTwin } from '../../twin/calibrate.ts';
import { PRESET_NAMES } from '../../twin/presets/presets.ts';
import { exitOf } from '../exit-code.ts';
import { failedProbe } from '../failed-probe.ts';
import { type Command, UsageError } from '../flags/command.ts';
import { Interruption } from '../interruption.ts';
import { keepRecord } from '../keep-record.ts';
import { withOutFolder } from '../out-folder.ts';
import { tickerOf, toStdout } from '../to-terminal.ts';
import { twinDrills } from '../twin-drills.ts';
import { readTwinInputs, TWIN_FLAGS } from '../twin-files.ts';

export const TOPOLOGY = 'topology.yaml';

export const calibrate: Command = {
  name: 'calibrate',
  usage: 'headroom calibrate TWIN.yaml --from TIME --for TIME [flags]',
  details:
    'Fits a topology to what a Prometheus has of a service: CPU time regressed on requests of each class, with intervals; the store; how uneven keys ' +
    'are, by virtual drills of the arrivals that were. The last fifth of the time is held out, and a topology that does not do there what the service ' +
    'did is not written. Costs that cannot be told apart are named, with what would separate them (exit 90).\n' +
    'With --import locality is not fitted: the twin is asked for the keys of an access log, in their order. No popularity law carries a hit ratio to another ' +
    'size of the cache or another ttl; a log does.\n' +
    'A twin file names the metric server, the topology that says what the routes do (its numbers are replaced), the cache settings that were in force, ' +
    `and whose names the metrics have: preset: ${PRESET_NAMES.join(', ')}. roles.<role>.query and .labels change a preset, or do without one. At ` +
    'least requests (by route, status and what the cache said) and CPU seconds are needed; what else is missing is told, and assumed.\n' +
    'Writes topology.yaml (each line with where it comes from), calibration.json, report.html with each fit as a picture, and traffic.js.',
  flags: {
    from: { value: 'TIME', help: 'When the telemetry begins: 2026-11-23T08:00Z.' },
    ...TWIN_FLAGS,
  },
  examples: [
    'headroom calibrate twin.yaml --from 2026-11-23T08:00Z --for 4h --out mine',
    'headroom calibrate twin.yaml --from 2026-11-23T08:00Z --for 4h --allow-host prometheus.example',
    'headroom calibrate twin.yaml --from 2026-11-23T08:00Z --for 4h --import log/import.json',
  ],
  async run(given) {
    const [file, ...more] = given.positionals;
    if (file === undefined || more.length > 0)
      throw new UsageError(`headroom calibrate takes one twin file, and got ${given.positionals.join(' ') || 'none'}`);
    const inputs = await readTwinInputs(given, file, 'from', null);
    const interruption = new Interruption();
    return withOutFolder(given.text('out'), `calibrate-${inputs.twin.name}`, async folder => {
      try {
        const open = twinDrills(inputs.topology, inputs.settings, inputs.seed, folder, interruption);
        const quiet = given.has('quiet');
        const { record, topology } = await calibrateTwin(inputs, open, tickerOf({ quiet }).tick);
        const kept = await keepRecord(folder, '', { kind: 'calibration', record });
        if (topology === null) folder.remove(TOPOLOGY);
        else folder.keep(TOPOLOGY, place => writeFileSync(place, topology));
        kept.show({ quiet, json: given.has('json'), words: given.words });
        if (topology !== null && !quiet && !given.has('json')) toStdout(`Topology: ${join(folder.path, TOPOLOGY)}\n`);
        return exitOf(record.verdict);
      } catch (error) {
        return failedProbe(error);
      } finally {
        interruption.close();
      }
    });
  },
};
