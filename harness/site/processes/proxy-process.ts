/** The process of the failover proxy. */
import { serveProcessMetrics } from '../../../mock-service/http/metrics-server.ts';
import { addProcessMetrics } from '../../../mock-service/http/process-metrics.ts';
import { serviceAsset } from '../../../mock-service/http/service-asset.ts';
import { serviceOf } from '../../../mock-service/service/service-of.ts';
import { SystemClock } from '../../../mock-service/time/system-clock.ts';
import type { LocalFailure } from '../../http1/connection-failure.ts';
import type { ProxyCommand } from '../../operations/catalogue/site.ts';
import { AttemptCounts } from '../../proxy/attempt-counts.ts';
import { FailoverProxy, type PoolOrigins } from '../../proxy/failover-proxy.ts';
import { type InstanceOutcome, InstanceOutcomes } from '../../proxy/instance-outcome.ts';
import { LiveProxy } from '../../proxy/live/live-proxy.ts';
import { proxyMetrics } from '../../proxy/proxy-metrics.ts';
import { type ProxySecond, ProxySeconds } from '../../proxy/proxy-second.ts';
import { proxySnapshot } from '../../proxy/proxy-snapshot.ts';
import type { Topology } from '../../topology/topology.ts';
import { LiveTransport } from '../../transport/live-transport.ts';
import { classesOf, serviceConfig } from '../model-config.ts';
import { routeNames } from '../route-names.ts';
import { type SiteSample, serversSample } from '../site-sample.ts';
import type { SampleCommand } from './directory-process.ts';
import { Lateness, latenessMessage } from './lateness.ts';
import { serveParent } from './parent.ts';
import { applyToProxy } from './proxy-command.ts';
import { everySecond } from './second-ticks.ts';

export interface ProxyInit {
  readonly topology: Topology;
  readonly pools: readonly PoolOrigins[];
  readonly seed: number;
  readonly zeroEpochMs: number;
  readonly port: number;
  /** PEM texts: serves https as well. */
  readonly tls: { readonly key: string; readonly cert: string; readonly port: number } | null;
}

export interface ProxyReady {
  readonly url: string;
  readonly tlsUrl: string | null;
  readonly metricsPort: number;
  /** `GET /path/:id` */
  readonly routes: readonly string[];
}

/** The parent asks for the proxy's state; the answer is a message of the same kind. */
export interface StateCommand {
  readonly kind: 'state';
}

/** What was answered in a second. */
export interface ProxySecondMessage {
  readonly kind: 'proxy';
  readonly second: number;
  readonly sample: ProxySecond;
  readonly instances: readonly InstanceOutcome[];
  /** Users who have got a failure so far. */
  readonly failedUsers: number;
}

/** This machine refused it something. */
export interface RefusedMessage {
  readonly kind: 'refused';
  readonly what: LocalFailure;
}

type Command = ProxyCommand | StateCommand | SampleCommand;

serveParent<ProxyInit, Command>({
  async start({ topology, pools, seed, zeroEpochMs, port, tls }, tell) {
    const clock = new SystemClock(zeroEpochMs);
    const proxy = new FailoverProxy({
      config: topology.proxy,
      pools,
      clock,
      transport: new LiveTransport(clock, { connectTimeoutMs: topology.proxy.connectTimeoutMs }),
      seed,
      classes: classesOf(topology),
      listener: event => tell({ kind: 'event', event }),
    });
    const service = serviceOf(serviceConfig(topology, zeroEpochMs, seed), clock, 'proxy', serviceAsset);
    const live = new LiveProxy({
      proxy,
      clock,
      userOf: (headers, path) => service.userOf(headers, path),
      port,
      refused: what => tell({ kind: 'refused', what } satisfies RefusedMessage),
      ...(tls === null ? {} : { tls, tlsPort: tls.port }),
    });
    const listening = await live.listen();
    const metrics = proxyMetrics(() => proxySnapshot(proxy, live.connections));
    addProcessMetrics(metrics);
    const { port: metricsPort } = await serveProcessMetrics(metrics, { host: '127.0.0.1', port: 0 });
    proxy.start();
    return {
      ready: {
        url: `http://127.0.0.1:${listening.port}`,
        tlsUrl: listening.tlsPort === null ? null : `https://127.0.0.1:${listening.tlsPort}`,
        metricsPort,
        routes: routeNames(service),
      } satisfies ProxyReady,
      command: (command: Command) => {
        switch (command.kind) {
          case 'move':
          case 'hold':
          case 'go-on':
          case 'throttle':
          case 'restart':
          case 'scale':
            return applyToProxy(proxy, command);
          case 'state':
            return tell({ kind: 'state', state: proxy.state() });
          case 'sample-from': {
            const seconds = new ProxySeconds();
            const outcomes = new InstanceOutcomes(proxy);
            if (command.answers) seconds.next(proxySnapshot(proxy));
            const attempts = new AttemptCounts(proxy);
            const lateness = new Lateness(clock);
            everySecond(clock, command.startMs, second => {
              tell({ kind: 'attempts', second, sample: attempts.next() } satisfies SiteSample);
              for (const sample of serversSample(proxy, second)) tell(sample);
              tell(latenessMessage('proxy', second, lateness));
              if (!command.answers) return;
              tell({
                ...{ kind: 'proxy', second, sample: seconds.next(proxySnapshot(proxy)), instances: outcomes.next() },
                failedUsers: proxy.forwarder.failedUsers.size,
              } satisfies ProxySecondMessage);
            });
          }
        }
      },
    };
  },
});
