import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../../mock-service/files/make-folder.ts';
import type { ScrapeTarget } from '../site/scrape-target.ts';

/** Where Prometheus looks for the targets of drills and sites, as `dashboards/prometheus.yml` says; one file a running command. */
export const TARGETS_FOLDER = 'dashboards/targets';

/** `dashboards/targets/headroom-<pid>.json`: named by the process, so that who comes later can tell whether it still runs. */
export function defaultTargetsFile(folder: string, pid: number): string {
  return join(folder, `headroom-${pid}.json`);
}

/**
 * Prometheus's file-based discovery: the processes of a site, while they run. Prometheus sees each change at once.
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#file_sd_config
 */
export class TargetsFile {
  readonly #path: string;
  readonly #labels: Readonly<Record<string, string>>;

  /** @param labels on everything that is scraped: `topology` */
  constructor(path: string, labels: Readonly<Record<string, string>>) {
    this.#path = path;
    this.#labels = labels;
  }

  /** Takes the place of what was there; what reads it sees the one or the other. @throws Error if it cannot be written */
  write(targets: readonly ScrapeTarget[]): void {
    makeFolder(dirname(this.#path));
    const groups = targets.map(({ process, address }) => ({
      targets: [address],
      labels: { ...this.#labels, process },
    }));
    const partial = join(dirname(this.#path), `.${basename(this.#path)}.partial`);
    writeFileSync(partial, `${JSON.stringify(groups, null, 2)}\n`);
    renameSync(partial, this.#path);
  }

  /** The processes have ended. */
  remove(): void {
    rmSync(this.#path, { force: true });
  }
}

/**
 * Removes the files of commands that were killed and could not do it themselves: Prometheus would try their ports for ever.
 * @param isRunning whether there is a process of that id
 */
export function sweepTargets(folder: string, isRunning: (pid: number) => boolean): void {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return; // Nobody has written any yet.
  }
  for (const name of names) {
    const pid = /^headroom-(\d+)\.json$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}
