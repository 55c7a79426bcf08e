import { verdictOf } from '../../report/backtest-text.ts';
import { backtest as backtestTwin } from '../../twin/backtest.ts';
import { exitOf } from '../exit-code.ts';
import { failedProbe } from '../failed-probe.ts';
import { type Command, UsageError } from '../flags/command.ts';
import { Interruption } from '../interruption.ts';
import { keepRecord } from '../keep-record.ts';
import { withOutFolder } from '../out-folder.ts';
import { toStderr } from '../to-terminal.ts';
import { twinDrills } from '../twin-drills.ts';
import { readTwinInputs, TWIN_FLAGS } from '../twin-files.ts';
import { keepLastBacktest } from '../twin-standing.ts';

export const backtest: Command = {
  name: 'backtest',
  usage: 'headroom backtest TOPOLOGY TWIN.yaml --at TIME --for TIME [flags]',
  details:
    'Drives a twin with the arrivals that a Prometheus saw, on a virtual clock, and sets what it does beside what was, window by window: CPU of each ' +
    'pool, hit ratio, p50, p99, failures. It holds (exit 0), is off (exit 99; by what, and which lines of the topology this telemetry contradicts), or ' +
    'too little is known to tell (exit 90). The result is kept beside the calibration too: verdicts on a twin that is off begin with that.',
  flags: {
    at: { value: 'TIME', help: 'When the telemetry begins: 2026-11-24T09:00Z.' },
    ...TWIN_FLAGS,
  },
  examples: ['headroom backtest mine/topology.yaml twin.yaml --at 2026-11-24T09:00Z --for 1h'],
  async run(given) {
    const [topologyFile, file, ...more] = given.positionals;
    if (topologyFile === undefined || file === undefined || more.length > 0)
      throw new UsageError('headroom backtest takes a topology and a twin file, in this order');
    const inputs = await readTwinInputs(given, file, 'at', topologyFile);
    const interruption = new Interruption();
    return withOutFolder(given.text('out'), `backtest-${inputs.topology.name}`, async folder => {
      try {
        const open = twinDrills(inputs.topology, inputs.settings, inputs.seed, folder, interruption);
        const quiet = given.has('quiet');
        if (!quiet) toStderr('the twin is driven with the arrivals that were\n');
        const record = await backtestTwin({ ...inputs, topologyFile }, open);
        const kept = await keepRecord(folder, '', { kind: 'backtest', record });
        keepLastBacktest(topologyFile, inputs.topology, record);
        kept.show({ quiet, json: given.has('json'), words: given.words });
        return exitOf(verdictOf(record));
      } catch (error) {
        return failedProbe(error);
      } finally {
        interruption.close();
      }
    });
  },
};
