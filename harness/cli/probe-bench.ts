import type { AnySpec, DrillSpec } from '../drill/drill-spec.ts';
import { assertCanRun, ProbeFailed, ProbeWorkers, probeRecord, type RunProbe } from '../drill/probe-workers.ts';
import { DrillSupervisor } from '../drill/supervisor.ts';
import { PlainProgress, parallelDrills, QuietProgress } from '../watch/terminal/plain-progress.ts';
import type { Interruption } from './interruption.ts';
import { performDrill } from './perform-drill.ts';
import { tickerOf, toStderr } from './to-terminal.ts';

/** Where probes are carried out: on a virtual clock several at once, live one after another, each on a site of its own. */
export interface ProbeBench<Spec extends AnySpec = DrillSpec> {
  readonly run: RunProbe<Spec>;
  /** Iterations per second that the script plans at its busiest. */
  readonly busiestPerSecond: number;
  readonly scriptFingerprint: string;
  readonly atOnce: number;
  close(): Promise<void>;
}

/** @param spec any probe of the script. @throws InputErrors, ProbeFailed if the script cannot run */
export async function openBench(spec: DrillSpec, quiet: boolean, interruption: Interruption): Promise<ProbeBench> {
  if (spec.clock === 'live') return liveBench(spec, quiet, interruption);
  const workers = await ProbeWorkers.start(spec);
  if (interruption.asked) workers.interrupt();
  else interruption.onAsked = () => workers.interrupt();
  return {
    run: workers.run,
    busiestPerSecond: workers.ready.busiestPerSecond,
    scriptFingerprint: workers.ready.fingerprint,
    atOnce: parallelDrills(),
    close: () => workers.stop(),
  };
}

async function liveBench(spec: DrillSpec, quiet: boolean, interruption: Interruption): Promise<ProbeBench> {
  // Looking at the script takes no site.
  const look = await DrillSupervisor.start({ ...spec, clock: 'virtual' }, 0);
  try {
    assertCanRun(look.ready, spec.script);
  } finally {
    await look.stop();
  }
  const ticker = tickerOf({ quiet });
  return {
    run: async probe => {
      if (interruption.asked) throw new ProbeFailed(105, 'interrupted');
      const watcher = quiet
        ? new QuietProgress(line => toStderr(`${line}\n`))
        : new PlainProgress(probe, '', ticker, () => {});
      return probeRecord(await performDrill(probe, watcher, interruption));
    },
    busiestPerSecond: look.ready.busiestPerSecond,
    scriptFingerprint: look.ready.fingerprint,
    atOnce: 1,
    close: async () => {},
  };
}
