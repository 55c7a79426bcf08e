import { printDuration, printShare } from '../../mock-service/settings/units.ts';
import { type Clock, type Timer, timer } from '../../mock-service/time/clock.ts';
import { Deployments } from './deployments.ts';
import type { Operation, Vocabulary } from './operation.ts';
import type { Site } from './site.ts';
import type { Timeline } from './timeline.ts';

/** Something that the system did by itself, or finished, told to the timeline. */
export interface SiteEvent {
  readonly kind: string;
  readonly atMs: number;
  readonly target: string;
  readonly detail: string;
}

/** Carries operations out: tells the site, keeps what a roll-back needs, and records start and completion. */
export class Operations {
  readonly vocabulary: Vocabulary;
  readonly timeline: Timeline;
  /** What the control server is told is accepted and left undone: the harness directs the drill. */
  deaf = false;
  readonly #clock: Clock;
  readonly #site: Site;
  readonly #deployments: Deployments;
  /** Ends of restarts and degradations to come, by target. */
  readonly #ends = new Map<string, Timer>();
  readonly #died = new Set<string>();
  #move: { operation: string; target: string } | null = null;

  constructor(clock: Clock, site: Site, vocabulary: Omit<Vocabulary, 'pools'>, timeline: Timeline) {
    this.vocabulary = { ...vocabulary, pools: site.pools.map(({ name }) => name) };
    this.timeline = timeline;
    this.#clock = clock;
    this.#site = site;
    this.#deployments = new Deployments(site.pools, vocabulary.underTest, vocabulary.baseline);
  }

  /** Does it, or begins it. */
  apply(operation: Operation): void {
    const now = this.#clock.now();
    const site = this.#site;
    switch (operation.name) {
      case 'deploy': {
        const { settings, pool, share } = operation;
        this.#deployments.deploy(settings, pool, share);
        const where = share === 1 ? '' : ` to ${printShare(share)} of the instances`;
        this.timeline.add(now, 'deploy', pool ?? 'all pools', `${settings.name} (${settings.fingerprint})${where}`);
        this.#pushSettings();
        return;
      }
      case 'roll-back':
        this.#deployments.rollBack();
        this.timeline.add(now, 'roll-back', 'all pools', `to ${this.#settingsInForce().join(', ')}`);
        this.#pushSettings();
        return;
      case 'fail-over':
        return this.#moveTo('fail-over', operation.to, operation.overMs, now);
      case 'fail-back':
        return this.#moveTo('fail-back', (site.pools[0] as { name: string }).name, operation.overMs, now);
      case 'restart': {
        const { pool, share } = operation;
        const restartAfterMs = site.pools.find(({ name }) => name === pool)?.restartAfterMs ?? 0;
        this.timeline.add(
          now,
          'restart',
          pool,
          share === 1 ? 'all instances' : `${printShare(share)} of the instances`,
        );
        site.pool(pool, { kind: 'restart', share });
        this.#endAt(now + restartAfterMs, 'restart', pool, () => {});
        return;
      }
      case 'flush':
        this.timeline.add(now, 'flush', operation.pool, 'its caches are empty');
        site.pool(operation.pool, { kind: 'flush' });
        return;
      case 'degrade': {
        const { target, cpu, forMs } = operation;
        const remains = `${printShare(cpu)} of the CPU remains`;
        this.timeline.add(now, 'degrade', target, forMs === null ? remains : `${remains} for ${printDuration(forMs)}`);
        site.pool(target, { kind: 'cpu', share: cpu });
        if (forMs === null) this.#forgetEnd('degrade', target);
        else this.#endAt(now + forMs, 'degrade', target, () => site.pool(target, { kind: 'cpu', share: 1 }));
        return;
      }
      case 'degrade-directory': {
        const { degradation, forMs } = operation;
        const detail = describe(degradation);
        this.timeline.add(
          now,
          'degrade',
          'directory',
          forMs === null ? detail : `${detail} for ${printDuration(forMs)}`,
        );
        site.directory({ kind: 'degrade', degradation });
        if (forMs === null) this.#forgetEnd('degrade', 'directory');
        else {
          this.#endAt(now + forMs, 'degrade', 'directory', () =>
            site.directory({ kind: 'degrade', degradation: null }),
          );
        }
      }
    }
  }

  /** Records what the site tells. */
  note(event: SiteEvent): void {
    if (event.kind === 'move-completed') {
      if (this.#move !== null) {
        this.timeline.add(event.atMs, `${this.#move.operation}-completed`, this.#move.target, event.detail);
        this.#move = null;
      }
    } else this.timeline.add(event.atMs, event.kind, event.target, event.detail);
  }

  /** Records that an instance died for want of memory, and that it is back. What operators restart they know already. */
  noteLife(instance: string, life: { alive: boolean; outOfMemory: boolean; atMs: number }): void {
    const { alive, outOfMemory, atMs } = life;
    if (outOfMemory) {
      this.#died.add(instance);
      this.timeline.add(atMs, 'instance-died', instance, 'out of memory: what it held is lost');
    } else if (alive && this.#died.delete(instance))
      this.timeline.add(atMs, 'instance-restarted', instance, 'back, cold');
  }

  /** What `GET /state` answers. */
  state(): unknown {
    const inForce = [...this.#deployments.inForce].map(([pool, instances]) => [
      pool,
      instances.map(({ name, fingerprint }) => ({ name, fingerprint })),
    ]);
    return { settings: Object.fromEntries(inForce), site: this.#site.state() };
  }

  /** Cancels what was still to come. */
  close(): void {
    for (const end of this.#ends.values()) this.#clock.cancel(end);
    this.#ends.clear();
  }

  #moveTo(operation: string, to: string, overMs: number, now: number): void {
    this.timeline.add(now, operation, to, overMs === 0 ? 'at once' : `over ${printDuration(overMs)}`);
    this.#move = { operation, target: to };
    this.#site.proxy({ kind: 'move', to, overMs });
  }

  #pushSettings(): void {
    for (const [pool, perInstance] of this.#deployments.inForce)
      this.#site.pool(pool, { kind: 'settings', perInstance });
  }

  #settingsInForce(): string[] {
    return [...new Set([...this.#deployments.inForce.values()].flat().map(({ name }) => name))];
  }

  #endAt(at: number, operation: string, target: string, end: () => void): void {
    this.#forgetEnd(operation, target);
    const key = `${operation} ${target}`;
    const due = timer(now => {
      this.#ends.delete(key);
      end();
      this.timeline.add(now, `${operation}-completed`, target, 'back to normal');
    });
    this.#ends.set(key, due);
    this.#clock.schedule(due, at);
  }

  #forgetEnd(operation: string, target: string): void {
    const key = `${operation} ${target}`;
    const due = this.#ends.get(key);
    if (due !== undefined) this.#clock.cancel(due);
    this.#ends.delete(key);
  }
}

function describe(degradation: {
  latencyFactor: number;
  latencyAddMs: number;
  concurrency: number;
  errors: number;
}): string {
  const { latencyFactor, latencyAddMs, concurrency, errors } = degradation;
  const parts = [
    latencyFactor === 1 ? '' : `latency ${latencyFactor}x`,
    latencyAddMs === 0 ? '' : `latency +${printDuration(latencyAddMs)}`,
    concurrency === 1 ? '' : `${printShare(concurrency)} of the concurrency`,
    errors === 0 ? '' : `${printShare(errors)} errors`,
  ].filter(part => part !== '');
  return parts.length === 0 ? 'healthy' : parts.join(', ');
}
