import type { SystemClock } from '../../mock-service/time/system-clock.ts';
import manifest from '../../package.json' with { type: 'json' };
import { RequestTally } from '../measure/request-tally.ts';
import type { CompiledScript } from '../script/compile/compiled-script.ts';
import { nodePlatform } from '../script/node/node-platform.ts';
import { Lateness } from '../site/processes/lateness.ts';
import { GovernedTransport } from '../transport/governed-transport.ts';
import type { LiveTransport } from '../transport/live-transport.ts';
import { Drill } from './drill.ts';
import type { AnySpec, Place } from './drill-spec.ts';
import type { DrillEvents, RunningDrill } from './running-drill.ts';
import type { LiveSessions } from './script-sessions.ts';

/** More sockets than this strain the system's limits on open files. */
const MOST_PREPARED = 2000;

/** A drill in real time, over sockets, against a site of other processes. */
export class LiveDrill implements RunningDrill {
  readonly drill: Drill;
  readonly tally = new RequestTally();
  readonly events = 0;

  constructor(
    spec: AnySpec,
    script: CompiledScript,
    place: Place,
    clock: SystemClock,
    zeroEpochMs: number,
    transport: LiveTransport,
    events: DrillEvents,
    sessions: LiveSessions | null = null,
  ) {
    const lateness = new Lateness(clock);
    const most = mostPerSecond(spec);
    const governed =
      most === null
        ? null
        : new GovernedTransport(
            transport,
            clock,
            most,
            origin => origin !== place.controlUrl,
            now => this.drill.heldBack(now),
          );
    sessions?.onRefused(what => this.drill.refused(what, clock.now()));
    this.drill = new Drill(spec, script, {
      clock,
      transport: governed ?? transport,
      platform: nodePlatform(spec.script),
      ...sessions?.ports,
      requestsHeldBack: () => governed?.heldBack ?? 0,
      place,
      epochMs: zeroEpochMs,
      tally: this.tally,
      // A virtual network's requests name none: what is recorded of a drill does not change with our version.
      userAgent: `headroom/${manifest.version}`,
      warm: (vus, done) => {
        // Opening a connection costs more than a request, so they are ready before the clock starts.
        transport.prepare(place.baseUrl, Math.min(vus.length, MOST_PREPARED)).then(done, (error: Error) => {
          events.log('warning', `connections could not be prepared: ${error.message}`);
          done();
        });
      },
      connectionsOpened: () => transport.opened,
      requestsRepeated: () => transport.repeated,
      takeLatenessMs: () => lateness.takeWorstMs(),
      log: events.log,
      started: events.started,
      second: events.second,
      loadEnded: () => events.loadEnded?.(),
      finished: outcome => {
        this.drill.close();
        lateness.close();
        sessions?.close();
        void transport.close().finally(() => events.finished(outcome));
      },
    });
  }

  start(): void {
    this.drill.prepare();
    this.drill.start();
  }
}

/** Requests that may be sent in any second; null: as many as the script says. A rehearsal has one. */
function mostPerSecond({ target, ...spec }: AnySpec): number | null {
  if (target === undefined) return null;
  return 'rehearsal' in spec && spec.rehearsal ? 1 : target.safety.mostPerSecond;
}
