import { type Clock, type Timer, timer } from '../../mock-service/time/clock.ts';
import { entryOf, type Operation } from './catalogue/catalogue.ts';
import { Deployments } from './catalogue/deployments.ts';
import type { EventEntry, FactsOf, Kind, Shape } from './catalogue/event-entry.ts';
import type { Stage } from './catalogue/operation-entry.ts';
import type { Vocabulary } from './catalogue/request-field.ts';
import type { Site } from './catalogue/site.ts';
import { type Happening, SYSTEM_EVENTS } from './catalogue/system-event.ts';
import type { TimelineEntry } from './catalogue/timeline-event.ts';
import { vocabularyOf } from './read-operation.ts';
import type { Timeline } from './timeline.ts';

/** The site has moved all users to where the latest move was to bring them. */
export interface MoveCompleted {
  readonly kind: 'move-completed';
  /** ms on the Clock. */
  readonly atMs: number;
}

/** An operation whose facts only it knows. */
interface AnyOperation {
  readonly event: EventEntry<string, Kind, Shape>;
  readonly completion: EventEntry<string, Kind, Shape> | null;
  perform(operation: Operation, stage: Stage<FactsOf<Shape>, FactsOf<Shape>>): void;
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
  /** Ends to come, by operation and target. */
  readonly #ends = new Map<string, Timer>();
  readonly #died = new Set<string>();
  /** Records the end of the latest move. */
  #moved: ((atMs: number) => void) | null = null;

  constructor(clock: Clock, site: Site, settings: Pick<Vocabulary, 'underTest' | 'baseline'>, timeline: Timeline) {
    this.vocabulary = vocabularyOf(site, settings);
    this.timeline = timeline;
    this.#clock = clock;
    this.#site = site;
    this.#deployments = new Deployments(site.pools, settings.underTest, settings.baseline);
  }

  /** Does it, or begins it. */
  apply(operation: Operation): void {
    const { event, completion, perform } = entryOf(operation.name) as AnyOperation;
    const now = this.#clock.now();
    const ended = (facts: FactsOf<Shape>, atMs: number): TimelineEntry =>
      (completion as NonNullable<typeof completion>).at(atMs, facts) as TimelineEntry;
    perform(operation, {
      site: this.#site,
      deployments: this.#deployments,
      begun: facts => this.timeline.add(event.at(now, facts) as TimelineEntry),
      ends: (afterMs, facts, end) => {
        const key = `${operation.name} ${ended(facts, now).target}`;
        this.#forgetEnd(key);
        if (afterMs === null) return;
        this.#endAt(now + afterMs, key, atMs => {
          end();
          this.timeline.add(ended(facts, atMs));
        });
      },
      endsWithMove: facts => {
        this.#moved = atMs => this.timeline.add(ended(facts, atMs));
      },
    });
  }

  /** Records what the site tells. */
  note(told: Happening | MoveCompleted): void {
    if (told.kind === 'move-completed') {
      this.#moved?.(told.atMs);
      this.#moved = null;
      return;
    }
    const { kind, atMs, ...facts } = told;
    const event = SYSTEM_EVENTS.find(({ name }) => name === kind) as unknown as AnyOperation['event'];
    this.timeline.add(event.at(atMs, facts) as TimelineEntry);
  }

  /** Records that an instance died for want of memory, and that it is back. What operators restart they know already. */
  noteLife(pool: string, index: number, life: { alive: boolean; outOfMemory: boolean; atMs: number }): void {
    const { alive, outOfMemory, atMs } = life;
    const instance = `${pool}-${index}`;
    if (outOfMemory) {
      this.#died.add(instance);
      this.note({ kind: 'instance-died', atMs, death: { cause: 'out-of-memory', pool, instance } });
    } else if (alive && this.#died.delete(instance)) this.note({ kind: 'instance-restarted', atMs, pool, instance });
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

  #endAt(at: number, key: string, end: (now: number) => void): void {
    const due = timer(now => {
      this.#ends.delete(key);
      end(now);
    });
    this.#ends.set(key, due);
    this.#clock.schedule(due, at);
  }

  #forgetEnd(key: string): void {
    const due = this.#ends.get(key);
    if (due !== undefined) this.#clock.cancel(due);
    this.#ends.delete(key);
  }
}
