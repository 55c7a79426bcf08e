import { z } from 'zod';
import type { AnySettings } from '../../../mock-service/settings/cache-settings.ts';
import { InputErrors } from '../../../mock-service/settings/input-errors.ts';
import { checkCacheSettings } from '../../../mock-service/settings/read-cache-settings.ts';
import { type Clock, timer } from '../../../mock-service/time/clock.ts';
import { entryOf, type Operation } from '../../operations/catalogue/catalogue.ts';
import { Deployments } from '../../operations/catalogue/deployments.ts';
import type { AnyEvent } from '../../operations/catalogue/event-entry.ts';
import type { Stage } from '../../operations/catalogue/operation-entry.ts';
import type { Vocabulary } from '../../operations/catalogue/request-field.ts';
import type { Site } from '../../operations/catalogue/site.ts';
import { operationDone, operationFailed } from '../../operations/catalogue/system-event.ts';
import type { TimelineEntry } from '../../operations/catalogue/timeline-event.ts';
import type { Commanded } from '../../operations/control-routes.ts';
import type { Timeline } from '../../operations/timeline.ts';
import type { OperationEnd, Values } from './operator-desk.ts';
import type { Target, UndoName } from './target.ts';
import { AS_IT_IS, type TargetSettings } from './target-settings.ts';

/** Whoever carries operations out. */
export interface Performs {
  perform(operation: Operation['name'], values: Values): Promise<OperationEnd>;
}

/** One operation of a drill, and what became of it. */
export interface CarriedOut extends OperationEnd {
  readonly operation: Operation['name'];
  /** When it was ordered, ms on the Clock. */
  readonly atMs: number;
}

interface AnyOperation {
  readonly event: AnyEvent;
  readonly completion: AnyEvent | null;
  told(operation: Operation): Values;
  perform(operation: Operation, stage: Stage<object, object>): void;
}

/** What the control server is told, carried out by the target's own operations, and put on the timeline as those of any site are. */
export class TargetOperations implements Commanded {
  readonly vocabulary: Vocabulary;
  readonly timeline: Timeline;
  deaf = false;
  /** There is load: who orders something is not kept waiting until it is done. */
  underLoad = false;
  readonly carriedOut: CarriedOut[] = [];
  /** Operations that are not done yet. */
  underWay = 0;
  /** Told of the first that fails. */
  onFailed: ((reason: string) => void) | null = null;
  readonly #target: Target;
  readonly #clock: Clock;
  readonly #performs: Performs;
  readonly #values: Values;
  readonly #site: Site;
  readonly #deployments: Deployments;
  /** Pools that users were ordered to, since they were last seen there. */
  readonly #ordered = new Set<string>();

  constructor(
    target: Target,
    settings: { readonly underTest: TargetSettings; readonly baseline: TargetSettings | null },
    clock: Clock,
    timeline: Timeline,
    performs: Performs,
  ) {
    this.#target = target;
    this.#clock = clock;
    this.timeline = timeline;
    this.#performs = performs;
    this.#site = siteOf(target);
    this.#values = alwaysKnown(target, settings.baseline);
    this.vocabulary = vocabularyOf(target, settings);
    const { underTest, baseline } = settings;
    // What is in force before anything is deployed is the baseline, where there is one.
    this.#deployments = new Deployments(this.#site.pools, baseline ?? underTest, baseline ?? AS_IT_IS);
  }

  /**
   * Begins it.
   * @returns fulfilled when it is done, before there is load: a setup has done what it ordered
   * @throws InputErrors if the target has no such operation, or not what it takes
   */
  apply(operation: Operation): Promise<string | null> | null {
    const { name } = operation;
    if (this.#target.operations[name] === undefined) {
      const declared = Object.keys(this.#target.operations).join(', ');
      throw refused(
        name,
        `the target ${this.#target.name} does not say how: operations in ${this.#target.file} has ${declared || 'none'}`,
      );
    }
    const values = { ...this.#values, ...valuesOf(operation, this.#target.pools[0] as string) };
    if (operation.name === 'fail-over') this.#ordered.add(operation.to);
    if (operation.name === 'fail-back') this.#ordered.add(this.#target.pools[0] as string);
    const atMs = this.#clock.now();
    const completions = this.#begin(operation);
    this.underWay++;
    const ended = this.#performs.perform(name, values).then(end => {
      this.underWay--;
      this.carriedOut.push({ operation: name, atMs, ...end });
      return this.#ended(operation, end, completions);
    });
    return this.underLoad ? null : ended;
  }

  state(): unknown {
    const inForce = [...this.#deployments.inForce].map(([pool, all]) => [
      pool,
      all.map(({ name, fingerprint }) => ({ name, fingerprint })),
    ]);
    return { settings: Object.fromEntries(inForce), site: null };
  }

  /** Whether somebody of this drill ordered the users to a pool where they now are. */
  hasOrdered(pool: string): boolean {
    return this.#ordered.delete(pool);
  }

  /** Puts its beginning on the timeline. @returns what follows when it is done, each after so long from its order */
  #begin(operation: Operation): { afterMs: number; add: (atMs: number) => void }[] {
    const { event, completion, perform } = entryOf(operation.name) as unknown as AnyOperation;
    const completions: { afterMs: number; add: (atMs: number) => void }[] = [];
    const completes = (afterMs: number, facts: object): void => {
      const add = (atMs: number): void => this.timeline.add(completion?.at(atMs, facts) as TimelineEntry);
      completions.push({ afterMs, add });
    };
    perform(operation, {
      site: this.#site,
      deployments: this.#deployments,
      pace: {},
      chance: () => 1,
      begun: facts => this.timeline.add(event.at(this.#clock.now(), facts) as TimelineEntry),
      ended: facts => completes(0, facts),
      noted: () => {},
      inTurn: (_, steps, __, step) => {
        for (let i = 0; i < steps; i++) step(i);
      },
      ends: (afterMs, facts) => {
        if (afterMs !== null) completes(afterMs, facts);
      },
      endsWithMove: facts => completes(0, facts),
    });
    return completions;
  }

  /** @returns why it failed; null: it is done */
  #ended(
    { name: of }: Operation,
    { ok, how, tookMs }: OperationEnd,
    completions: readonly { afterMs: number; add: (atMs: number) => void }[],
  ): string | null {
    const now = this.#clock.now();
    const begunAt = now - tookMs;
    if (!ok) {
      this.timeline.add(operationFailed.at(now, { of, how, tookMs }) as TimelineEntry);
      const reason = `${of} of ${this.#target.name} failed: ${how}`;
      this.onFailed?.(reason);
      this.onFailed = null;
      return reason;
    }
    this.timeline.add(operationDone.at(now, { of, how, tookMs }) as TimelineEntry);
    for (const { afterMs, add } of completions) {
      const at = Math.max(now, begunAt + afterMs);
      if (at <= now) add(now);
      else this.#clock.schedule(timer(add), at);
    }
    return null;
  }
}

/** What every operation may name. */
export function alwaysKnown({ pools }: Target, baseline: TargetSettings | null): Values {
  return { home: pools[0] as string, ...(baseline?.path ? { baseline: baseline.path } : {}) };
}

/** What the undo operations are told. */
export function undoValues(target: Target, baseline: TargetSettings | null): Readonly<Record<UndoName, Values>> {
  const known = alwaysKnown(target, baseline);
  return { 'fail-back': { ...known, to: known.home as string, over: '0' }, 'roll-back': known, reset: known };
}

/** The placeholders' values. */
function valuesOf(operation: Operation, home: string): Values {
  const told = (entryOf(operation.name) as unknown as AnyOperation).told(operation);
  if (operation.name === 'fail-back') return { ...told, to: home };
  return operation.name === 'deploy' ? { ...told, ...fileOf(operation.settings as TargetSettings) } : told;
}

/** @throws InputErrors where there is no file to deploy */
function fileOf({ name, path, fingerprint }: TargetSettings): Values {
  if (path != null) return { settings: path, fingerprint };
  const nothing = name === AS_IT_IS.name;
  throw refused(
    'deploy',
    nothing ? 'no settings were given: --cache FILE' : 'a target deploys files, not settings written in a script',
  );
}

function refused(operation: string, message: string): InputErrors {
  return new InputErrors([{ file: operation, line: null, column: null, path: '', message }]);
}

/** Nothing is known of instances, and nobody but the target's own operations tells it anything. */
function siteOf({ pools }: Target): Site {
  return {
    pools: pools.map(name => ({ name, instances: 1, restartAfterMs: 0 })),
    ...{ routes: [], classes: [] },
    cacheTier: null,
    proxyServers: null,
    tier: () => {},
    pool: () => {},
    directory: () => {},
    proxy: () => {},
    state: () => null,
  };
}

function vocabularyOf(
  { pools }: Target,
  { underTest, baseline }: { readonly underTest: TargetSettings; readonly baseline: TargetSettings | null },
): Vocabulary {
  const settings = z.unknown().transform((written): AnySettings => {
    if (written === 'under-test') return underTest;
    if (written === 'baseline') {
      if (baseline === null) throw refused('deploy', 'no baseline was given: --baseline FILE');
      return baseline;
    }
    if (typeof written === 'object' && written !== null) return checkCacheSettings(written);
    throw refused('deploy', 'settings: under-test or baseline');
  });
  return {
    pools,
    cacheTier: false,
    proxyServers: false,
    ...{ routes: [], classes: [] },
    underTest,
    baseline: baseline ?? AS_IT_IS,
    settings,
  };
}
