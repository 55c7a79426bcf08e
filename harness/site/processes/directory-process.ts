/** The process of the directory: the store of record, behind its slots and latency. */
import { directoryMetrics } from '../../../mock-service/http/directory-metrics.ts';
import { serveDirectory } from '../../../mock-service/http/directory-server.ts';
import { addProcessMetrics } from '../../../mock-service/http/process-metrics.ts';
import { serviceAsset } from '../../../mock-service/http/service-asset.ts';
import { DirectoryModel } from '../../../mock-service/model/directory.ts';
import { serviceOf } from '../../../mock-service/service/service-of.ts';
import { SystemClock } from '../../../mock-service/time/system-clock.ts';
import type { DirectoryCommand } from '../../operations/catalogue/site.ts';
import type { Topology } from '../../topology/topology.ts';
import { serviceConfig } from '../model-config.ts';
import type { SiteSample } from '../site-sample.ts';
import { Lateness, latenessMessage } from './lateness.ts';
import { serveParent } from './parent.ts';
import { everySecond } from './second-ticks.ts';

export interface DirectoryInit {
  readonly topology: Topology;
  readonly seed: number;
  readonly zeroEpochMs: number;
}

export interface DirectoryReady {
  /** Serves its metrics too. */
  readonly origin: string;
}

/** What every process of a site is told beside operations: t = 0, from which it measures by second. */
export interface SampleCommand {
  readonly kind: 'sample-from';
  readonly startMs: number;
  /** Whether the proxy is to tell what it answers. */
  readonly answers: boolean;
}

serveParent<DirectoryInit, DirectoryCommand | SampleCommand>({
  async start({ topology, seed, zeroEpochMs }, tell) {
    const clock = new SystemClock(zeroEpochMs);
    const service = serviceOf(serviceConfig(topology, zeroEpochMs, seed), clock, 'directory', serviceAsset);
    const directory = new DirectoryModel(clock, topology.directory, service.store(), seed);
    const metrics = directoryMetrics(directory);
    addProcessMetrics(metrics);
    const server = await serveDirectory({ directory, host: '127.0.0.1', port: 0, metrics });
    return {
      ready: { origin: server.origin } satisfies DirectoryReady,
      command: command => {
        if (command.kind === 'degrade') return directory.degrade(command.degradation);
        directory.takeSample();
        const lateness = new Lateness(clock);
        everySecond(clock, command.startMs, second => {
          tell({ kind: 'directory', second, sample: directory.takeSample() } satisfies SiteSample);
          tell(latenessMessage('directory', second, lateness));
        });
      },
    };
  },
});
