import { recordSeries } from '../prometheus/record-series.ts';
import { type RemoteWriteTarget, readRemoteWrite, remoteWrite } from '../prometheus/remote-write.ts';
import type { RunRecord } from '../record/run-record.ts';
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

/** @throws UsageError for what is no URL, or names a host that is not this machine and was not allowed. */
export function remoteWriteFlag(given: Given): RemoteWriteTarget | null {
  const text = given.text('remote-write');
  if (text === undefined) return null;
  const target = readRemoteWrite(text);
  if (typeof target === 'string') throw new UsageError(`--remote-write ${target}`);
  const { hostname } = new URL(target.url);
  if (!isThisMachine(hostname) && reachOf(hostname, allowedHosts(given)) !== 'anywhere') {
    throw new UsageError(`--remote-write: ${hostname} is not this machine; allow it with --allow-host ${hostname}`);
  }
  return target;
}

/** Sends a run's figures, if anybody wants them; what goes wrong is said, and changes nothing. */
export async function writeResults(
  target: RemoteWriteTarget | null,
  record: RunRecord,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  if (target === null) return;
  const problem = await remoteWrite(target, recordSeries(record, tags, Date.now()));
  if (problem !== null) toStderr(`warning: the run's figures were not written: ${problem}\n`);
}
