import type { DrillSpec } from '../../drill/drill-spec.ts';
import { holdSpec } from '../../drill/probe-spec.ts';
import { ProbeFailed } from '../../drill/probe-workers.ts';
import { CAPACITY, type CapacityRecord, withSensitivity } from '../../record/capacity-record.ts';
import { CAPACITY_SEEDS } from '../../verdict/capacity.ts';
import type { Ticker } from '../../watch/terminal/ticker.ts';
import { Drafts } from '../drafts.ts';
import { EXIT, exitOf } from '../exit-code.ts';
import { failedProbe } from '../failed-probe.ts';
import { CAPACITY_FLAGS, type CapacityHow, readCapacityHow, seedsOf } from '../flags/capacity-flags.ts';
import { type Command, type Given, UsageError } from '../flags/command.ts';
import { DEFAULT_SETTINGS, DRILL_FLAGS, type DrillInputs, oneScript, readDrillInputs } from '../flags/drill-flags.ts';
import { MAP_FLAGS, MAP_SEEDS } from '../flags/map-flags.ts';
import { asksSensitivity, SENSITIVITY_FLAGS } from '../flags/sensitivity-flags.ts';
import { TARGET_FLAG } from '../flags/target-flag.ts';
import { Interruption, UNDOING } from '../interruption.ts';
import { keepRecord } from '../keep-record.ts';
import { measureCapacities, NOTHING_FOUND, specOf } from '../measure-capacity.ts';
import { type OutFolder, withOutFolder } from '../out-folder.ts';
import { openBench, type ProbeBench } from '../probe-bench.ts';
import { nameOf } from '../script-name.ts';
import { shippedFile } from '../shipped-file.ts';
import { tickerOf } from '../to-terminal.ts';
import { varyCapacity } from '../vary-capacity.ts';
import { findInstances } from './find-instances.ts';
import { map } from './map.ts';
import { readSweepKnob, sweep } from './sweep.ts';

const { targets: _, 'remote-write': __, ...FLAGS } = DRILL_FLAGS;

export const capacity: Command = {
  name: 'capacity',
  usage: 'headroom capacity SCRIPT [flags]',
  details:
    "Sends the load of the script's users (its scenarios with arrival-rate executors; what operators do is left out) to one pool, holds it, and " +
    'looks for the highest rate at which every objective of the topology holds. Each load is held on a fresh site, long enough that even a slow ' +
    'overload must show. It says what the pool runs out of first, how much headroom there is over the regional peak, and at which load service ' +
    'comes back by itself once overloaded. With --target it goes upward only, on a system that exists, until an objective breaks or safety.most is reached, and ' +
    'undoes what was done.\n' +
    '--map drills the script as it is, operators and all, and says where on two axes service holds, breaks and comes back, or breaks and stays down.\n' +
    'capacity.json (sweep.json, map.json, instances.json, saturation.json) goes to --out. `headroom run --capacity FILE` judges the headroom objective by it.',
  flags: {
    ...FLAGS,
    cache: { value: 'FILE', reads: true, help: `The cache settings (default ${DEFAULT_SETTINGS}).` },
    ...CAPACITY_FLAGS,
    ...TARGET_FLAG,
    ...SENSITIVITY_FLAGS,
    repeat: {
      value: 'N',
      help: `Measure with N seeds (default ${CAPACITY_SEEDS.first} with --virtual, ${CAPACITY_SEEDS.most} where those leave open whether it is enough; 1 live and in a sweep; with --map ${MAP_SEEDS}, for the cells at the edges).`,
    },
    find: { value: 'instances', help: 'Instead: how many instances the pool needs for the peak, with headroom.' },
    headroom: { value: 'RATIO', help: "With --find: how many times the peak (default: the topology's objective)." },
    sweep: {
      value: 'PATH=A,B,…',
      multiple: true,
      help: 'Instead: capacity for each value of a knob, such as ttl=5s,30s,300s, or of two (give it twice).',
    },
    ...MAP_FLAGS,
    probe: {
      help: 'Instead: what the pool answers at most to callers that wait for it (closed loop), live, in seconds.',
    },
    connections: { value: 'N', help: 'With --probe: callers at once (default 200).' },
    for: { value: 'DURATION', help: 'With --probe: how long (default 5s).' },
  },
  examples: [
    'headroom capacity scenarios/eu-peak-failover.ts --virtual',
    'headroom capacity scenarios/eu-peak-failover.ts --virtual --sweep ttl=5s,30s,60s,300s',
    'headroom capacity scenarios/retry-storm.ts --virtual --topology scenarios/topologies/retry-storm.yaml --map load,ttl',
    'headroom capacity scenarios/eu-peak-failover.ts --virtual --find instances --cache mock-service/settings/short-ttl.yaml',
    'headroom capacity scenarios/eu-peak-failover.ts --probe --warm',
    'headroom capacity my-script.ts --target staging.yaml --allow-host staging.example --cache candidate.yaml --baseline now.yaml',
  ],
  async run(given) {
    const script = oneScript(given, 'capacity');
    if (given.text('target') !== undefined) return onTarget(given, script);
    const inputs = readDrillInputs(given, script, [given.text('cache') ?? shippedFile(DEFAULT_SETTINGS)]);
    const asked = ['find', 'sweep', 'map', 'probe'].filter(
      flag => given.has(flag) || given.text(flag) !== undefined || given.texts(flag).length > 0,
    );
    if (asked.length > 1) throw new UsageError(`--${asked.join(' and --')} exclude each other`);
    if (asksSensitivity(given) === true && (inputs.spec.clock === 'live' || asked.length > 0)) {
      throw new UsageError('--sensitivity is for the capacity itself, with --virtual');
    }
    const interruption = new Interruption('stopping; what was found is kept');
    try {
      const name = `${nameOf(script)}-${inputs.settings[0]?.name}-${whatIsMeasured(given, asked[0])}`;
      return await withOutFolder(inputs.out, name, async folder => {
        if (asked[0] === 'sweep') return sweep(given, inputs, folder, interruption);
        if (asked[0] === 'map') return map(given, inputs, folder, interruption);
        if (asked[0] === 'find') return findInstances(given, inputs, folder, interruption);
        if (asked[0] !== 'probe') return search(given, inputs, folder, interruption);
        return (await import('./saturate.ts')).saturate(given, inputs, folder, interruption);
      });
    } catch (error) {
      return failedProbe(error);
    } finally {
      interruption.close();
    }
  },
};

async function onTarget(given: Given, script: string): Promise<number> {
  const interruption = new Interruption(UNDOING);
  try {
    return await (await import('./capacity-target.ts')).capacityOfTarget(given, script, interruption);
  } finally {
    interruption.close();
  }
}

/** As the default folder's name has it. @param asked the flag that asks for something else than the capacity */
function whatIsMeasured(given: Given, asked: string | undefined): string {
  switch (asked) {
    case 'sweep':
      return `sweep-${given
        .texts('sweep')
        .map(text => readSweepKnob(text).path)
        .join('-')}`;
    case 'map':
      return 'map';
    case 'find':
      return 'instances';
    case 'probe':
      return 'saturation';
    default:
      return 'capacity';
  }
}

async function search(
  given: Given,
  inputs: DrillInputs,
  folder: OutFolder,
  interruption: Interruption,
): Promise<number> {
  const spec = specOf(inputs);
  const how = readCapacityHow(given, inputs.topology, spec.clock);
  const seeds = seedsOf(given, spec.clock);
  const bench = await openBench(holdSpec(spec, how, 1), inputs.quiet, interruption);
  try {
    const ticker = tickerOf(inputs);
    const drafts = new Drafts(folder, ticker.say);
    const [record = null] = await measureCapacities([{ name: '', spec }], how, seeds, bench, ticker, records =>
      drafts.ofSearch(CAPACITY, () => {
        const [record = null] = records();
        return record === null ? null : { kind: 'capacity', record };
      }),
    );
    if (record === null) throw new ProbeFailed(EXIT.interrupted, NOTHING_FOUND);
    const capacity = { kind: 'capacity', record: await dependent(record, spec, given, how, bench, ticker) } as const;
    (await keepRecord(folder, '', capacity)).show(inputs);
    if (record.interrupted !== undefined) return EXIT.interrupted;
    return inputs.exitZero ? EXIT.pass : exitOf(capacity.record.verdict);
  } finally {
    await bench.close();
  }
}

/** The record with what its verdict depends on: of more than one virtual seed, unless somebody says otherwise, and where there is a verdict to turn. */
async function dependent(
  record: CapacityRecord,
  spec: DrillSpec,
  given: Given,
  how: CapacityHow,
  bench: ProbeBench,
  ticker: Ticker,
): Promise<CapacityRecord> {
  const { headroomLimit, verdict, seeds, interrupted } = record;
  const asked = asksSensitivity(given);
  if (asked === true && headroomLimit === null)
    ticker.say('no headroom is asked for, so there is no verdict that anything could turn');
  const isOn = asked ?? (seeds.length > 1 && verdict !== 'inconclusive');
  if (!isOn || spec.clock === 'live' || headroomLimit === null || interrupted !== undefined) return record;
  const sensitivity = await varyCapacity(spec, { ...record, headroomLimit }, how, bench, ticker);
  return sensitivity === null ? record : withSensitivity(record, sensitivity);
}
