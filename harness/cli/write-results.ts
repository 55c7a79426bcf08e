import { masked } from '../../mock-service/settings/secret.ts';
import type { DrillEnd } from '../drill/supervisor.ts';
import type { Receiver } from '../prometheus/deliver.ts';
import { annotate, readGrafana } from '../prometheus/grafana.ts';
import { k6Series } from '../prometheus/k6-series.ts';
import { comparisonSeries, recordSeries } from '../prometheus/record-series.ts';
import { readRemoteWrite, remoteWrite } from '../prometheus/remote-write.ts';
import type { CompareRecord } from '../record/compare-record.ts';
import { isThisMachine, reachOf } from '../transport/allowed-hosts.ts';
import { allowedHosts } from './flags/allowed-hosts.ts';
import { type Given, UsageError } from './flags/command.ts';
import { toStderr } from './to-terminal.ts';

/** `--remote-write URL` */
export const REMOTE_WRITE_FLAG = {
  value: 'URL',
  help:
    'Send the figures of each run to this Prometheus when it ends, such as http://127.0.0.1:9090/api/v1/write: virtual drills cannot be ' +
    'scraped, and short ones end before. With --tag as labels.',
} as const;

/** `--annotate URL`: of the commands that have live drills. */
export const ANNOTATE_FLAG = {
  annotate: {
    value: 'URL',
    help:
      'Mark each live drill, its operations and the onset of timeouts in this Grafana, such as http://127.0.0.1:3000; its token is in ' +
      'GRAFANA_TOKEN.',
  },
} as const;

/** Who is told of the runs when they end; null: nobody. */
export interface Receivers {
  readonly remoteWrite: Receiver | null;
  readonly annotate: Receiver | null;
}

/** @throws UsageError for what is no URL, or names a host that is not this machine and was not allowed; for moments of a virtual clock. */
export function receivers(given: Given, env: Readonly<Record<string, string | undefined>>): Receivers {
  if (given.text('annotate') !== undefined && given.has('virtual')) {
    throw new UsageError(
      '--annotate marks moments that were, and those of a virtual drill never were: leave out --virtual, or send its figures with --remote-write',
    );
  }
  return {
    remoteWrite: receiver(given, 'remote-write', readRemoteWrite),
    annotate: receiver(given, 'annotate', text => readGrafana(text, env.GRAFANA_TOKEN)),
  };
}

function receiver(given: Given, flag: string, read: (text: string) => Receiver | string): Receiver | null {
  const text = given.text(flag);
  if (text === undefined) return null;
  const target = read(text);
  if (typeof target === 'string') throw new UsageError(`--${flag} ${target}`);
  const { hostname } = new URL(target.url);
  if (!isThisMachine(hostname) && reachOf(hostname, allowedHosts(given)) !== 'anywhere') {
    throw new UsageError(`--${flag}: ${hostname} is not this machine; allow it with --allow-host ${hostname}`);
  }
  return target;
}

/** Sends a run's figures and marks, if anybody wants them; what goes wrong is said, and changes nothing. */
export async function writeResults(
  { remoteWrite: prometheus, annotate: grafana }: Receivers,
  { record, zeroAtMs }: Pick<DrillEnd, 'record' | 'zeroAtMs'>,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  if (record === null) return;
  if (prometheus !== null) {
    const now = Date.now();
    // A virtual drill stands where it would if it had ended now.
    const zeroMs = zeroAtMs ?? now - record.durationS * 1000;
    // What is refused of the second takes nothing of the first with it.
    for (const series of [recordSeries(record, tags, now), k6Series(record, tags, zeroMs, now)]) {
      const problem = await remoteWrite(prometheus, series);
      if (problem === null) continue;
      toStderr(`warning: the run's figures were not written: ${problem}\n`);
      break;
    }
  }
  if (grafana !== null) {
    const { annotationsOf } = await import('../prometheus/annotations.ts');
    const problem =
      zeroAtMs === undefined
        ? 'its process failed, and it is not known when it began'
        : await annotate(grafana, annotationsOf(record, zeroAtMs, tags));
    // What answers may say what it was asked with.
    const secret = [{ name: 'GRAFANA_TOKEN', value: grafana.authorization?.replace(/^\w+ /, '') ?? '' }];
    if (problem !== null) toStderr(`warning: the run was not marked in Grafana: ${masked(problem, secret)}\n`);
  }
}

/** Sends what a comparison has come to, if anybody wants it. */
export async function writeComparison(
  { remoteWrite: prometheus }: Pick<Receivers, 'remoteWrite'>,
  record: CompareRecord,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  if (prometheus === null) return;
  const problem = await remoteWrite(prometheus, comparisonSeries(record, tags, Date.now()));
  if (problem !== null) toStderr(`warning: the comparison's verdict was not written: ${problem}\n`);
}
