import { type Clock, type Timer, timer } from '../../mock-service/time/clock.ts';
import { hashText, mix, uniform } from '../../mock-service/time/random.ts';
import type { OperationPaces } from '../topology/topology.ts';
import type { Amendment } from './amendment.ts';
import { entryOf, type Operation } from './catalogue/catalogue.ts';
import { Deployments } from './catalogue/deployments.ts';
import type { AnyEvent } from './catalogue/event-entry.ts';
import type { Stage } from './catalogue/operation-entry.ts';
import type { Vocabulary } from './catalogue/request-field.ts';
import type { Site } from './catalogue/site.ts';
import type { Happening } from './catalogue/system-event.ts';
import { entryNamed, type TimelineEntry } from './catalogue/timeline-event.ts';
import { vocabularyOf } from './read-operation.ts';
import { ReadyMove } from './ready-move.ts';
import { Sequences } from './sequences.ts';
import type { Timeline } from './timeline.ts';

/** The site has moved all users to where the latest move was to bring them. */
export interface MoveCompleted {
  readonly kind: 'move-completed';
  /** ms on the Clock. */
  readonly atMs: number;
}

/** An operation whose facts only it knows. */
interface AnyOperation {
  readonly event: AnyEvent;
  readonly completion: AnyEvent | null;
  perform(operation: Operation, stage: Stage<object, object>): void;
}

/** Carries operations out: tells the site, keeps what a roll-back needs, and records start and completion. */
export class Operations {
  readonly vocabulary: Vocabulary;
  readonly timeline: Timeline;
  /** What the control server is told is accepted and left undone: the harness directs the drill. */
  deaf = false;
  /** What the control server is told with other values. */
  amendments: readonly Amendment[] = [];
  readonly #clock: Clock;
  readonly #site: Site;
  readonly #deployments: Deployments;
  /** Ends to come, by operation and target. */
  readonly #ends = new Map<string, Timer>();
  readonly #died = new Set<string>();
  /** Records the end of the latest move. */
  #moved: ((atMs: number) => void) | null = null;
  /** The latest move, if it waits for caches to fill. */
  #waits: ReadyMove | null = null;
  readonly #sequences: Sequences;
  /** How often each operation has been ordered. */
  readonly #turns = new Map<string, number>();
  readonly #pace: OperationPaces;
  readonly #seed: number;

  /** @param pace what is left out is done at once; @param seed for what fails by chance */
  constructor(
    clock: Clock,
    site: Site,
    settings: Pick<Vocabulary, 'underTest' | 'baseline'>,
    timeline: Timeline,
    pace: OperationPaces = {},
    seed = 0,
  ) {
    this.vocabulary = vocabularyOf(site, settings);
    this.timeline = timeline;
    this.#clock = clock;
    this.#site = site;
    this.#pace = pace;
    this.#sequences = new Sequences(clock);
    this.#seed = seed;
    this.#deployments = new Deployments(site.pools, settings.underTest, settings.baseline);
  }

  /** Does it, or begins it. */
  apply(operation: Operation): void {
    const { event, completion, perform } = entryOf(operation.name) as unknown as AnyOperation;
    const turn = this.#turn(operation.name);
    const ended = (facts: object, atMs: number): TimelineEntry =>
      (completion as NonNullable<typeof completion>).at(atMs, facts) as TimelineEntry;
    perform(operation, {
      site: this.#site,
      deployments: this.#deployments,
      pace: this.#pace,
      chance: (pool, index) => uniform(mix(mix(turn, hashText(pool)), index)),
      begun: facts => this.timeline.add(event.at(this.#clock.now(), facts) as TimelineEntry),
      ended: facts => this.timeline.add(ended(facts, this.#clock.now())),
      noted: happening => this.note({ ...happening, atMs: this.#clock.now() }),
      inTurn: (...sequence) => this.#sequences.begin(...sequence),
      ends: (afterMs, facts, end) => {
        const now = this.#clock.now();
        const key = `${operation.name} ${ended(facts, now).target}`;
        this.#forgetEnd(key);
        if (afterMs === null) return;
        this.#endAt(now + afterMs, key, atMs => {
          end();
          this.timeline.add(ended(facts, atMs));
        });
      },
      endsWithMove: (facts, whenReady) => {
        const waits = whenReady === null ? null : new ReadyMove(whenReady.to, whenReady.hitRatio);
        this.#waits = waits;
        this.#moved = atMs => {
          const heldMs = waits?.heldMs(atMs) ?? 0;
          this.timeline.add(ended(heldMs > 0 ? { ...facts, heldMs } : facts, atMs));
        };
      },
    });
  }

  /** A second of a pool is over. @param hitRatio null: nobody asked for anything */
  sampled(pool: string, hitRatio: number | null): void {
    const waits = this.#waits;
    if (waits === null || waits.to !== pool) return;
    const now = this.#clock.now();
    const isFirst = waits.heldMs(now) === 0;
    const told = waits.sampled(hitRatio, now);
    if (told === null) return;
    this.#site.proxy({ kind: told });
    if (told === 'hold' && isFirst)
      this.note({ kind: 'fail-over-held', atMs: now, to: pool, hitRatio: hitRatio ?? 0, ready: waits.ready });
  }

  /** Records what the site tells. */
  note(told: Happening | MoveCompleted): void {
    if (told.kind === 'move-completed') {
      this.#moved?.(told.atMs);
      this.#moved = null;
      this.#waits = null;
      return;
    }
    const { kind, atMs, ...facts } = told;
    this.timeline.add(entryNamed(kind).at(atMs, facts) as TimelineEntry);
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
    this.#sequences.close();
  }

  /** The key of what chance has to say of this turn of an operation. */
  #turn(name: string): number {
    const before = this.#turns.get(name) ?? 0;
    this.#turns.set(name, before + 1);
    return mix(mix(this.#seed, hashText(name)), before);
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
