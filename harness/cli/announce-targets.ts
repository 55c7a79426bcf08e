import { dirname } from 'node:path';
import { systemErrorText } from '../../mock-service/settings/system-error.ts';
import { defaultTargetsFile, sweepTargets, TARGETS_FOLDER, TargetsFile } from '../prometheus/targets-file.ts';
import type { ScrapeTarget } from '../site/scrape-target.ts';
import { isRunning } from './is-running.ts';
import { shippedFile } from './shipped-file.ts';

/** `--targets FILE` */
export const TARGETS_FLAG = {
  value: 'FILE',
  help: `Where Prometheus is told of the processes while they run (default ${TARGETS_FOLDER}/headroom-<pid>.json).`,
} as const;

/**
 * Tells Prometheus of the processes of a site, until the function that it returns is called. What cannot be written is no reason not to
 * run: `warn` is told.
 * @param file null: the default
 */
export function announceTargets(
  file: string | null,
  topology: string,
  targets: readonly ScrapeTarget[],
  warn: (text: string) => void,
): () => void {
  const path = file ?? defaultTargetsFile(shippedFile(TARGETS_FOLDER), process.pid);
  const targetsFile = new TargetsFile(path, { topology });
  try {
    sweepTargets(dirname(path), isRunning);
    targetsFile.write(targets);
  } catch (error) {
    warn(`Prometheus is not told of this site: ${systemErrorText(error)}`);
  }
  return () => targetsFile.remove();
}
