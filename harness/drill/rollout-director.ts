import type { AnySettings } from '../../mock-service/settings/cache-settings.ts';
import { sum } from '../measure/column.ts';
import type { Operation } from '../operations/catalogue/catalogue.ts';
import type { SiteSecond } from '../site/instance-second.ts';
import type { SystemUnderTest } from '../topology/system-under-test.ts';
import { type CanaryDifference, type GroupSecond, judgeCanary, total } from '../verdict/canary.ts';
import { count, ms, share } from '../verdict/figures.ts';
import type { EndedCounts } from '../verdict/objectives/evidence.ts';
import type { CountedRequests } from '../verdict/objectives/objective.ts';
import { limitIn, OBJECTIVES } from '../verdict/objectives/objectives.ts';
import { findOnset } from '../verdict/onset.ts';
import type {
  RolloutFailures,
  RolloutHalt,
  RolloutOutcome,
  RolloutPhase,
  StageOutcome,
} from '../verdict/rollout-outcome.ts';
import { type PlannedStage, plannedSeconds, plannedStages, type RolloutPlan } from './rollout-plan.ts';

/** What is to be done after a second. */
export interface Directive {
  readonly operations: readonly Operation[];
  /** It was halted, and what follows has been seen: the load may end. One that goes through ends with its load. */
  readonly over: boolean;
}

type Step = 'warm-up' | 'bake' | 'moving' | 'hold' | 'returning' | 'settle' | 'recovering' | 'over';

const PHASES: Record<Exclude<Step, 'recovering' | 'over'>, RolloutPhase> = {
  'warm-up': 'warm-up',
  bake: 'bake',
  moving: 'failover',
  hold: 'failover',
  returning: 'failover',
  settle: 'settle',
};

/** Seconds after a deploy that are not judged: what had begun before it ends in them. */
const UNJUDGED_S = 5;
const NOTHING: Directive = { operations: [], over: false };

/** The seconds of one phase that are judged: canary, rest, and the whole site. */
class Watched {
  readonly canary: GroupSecond[] = [];
  readonly rest: GroupSecond[] = [];
  readonly site = { ended: 0, errors: 0, timeouts: 0 };
}

/**
 * Stages a change at peak: deploys it to more and more instances; in each stage watches the canary on the primary, fails over, watches
 * it on the alternate, and fails back. At the first breach it rolls back, brings the users home and looks whether service comes back.
 * Pure: told of every second, it says what operators do next.
 */
export class RolloutDirector {
  readonly plannedS: number;
  readonly #plan: RolloutPlan;
  readonly #topology: SystemUnderTest;
  readonly #change: AnySettings;
  readonly #home: string;
  readonly #planned: readonly PlannedStage[];
  readonly #done: StageOutcome[] = [];
  readonly #seconds: EndedCounts[] = [];
  /** What the topology allows of the requests that are counted. */
  readonly #counted: readonly { name: string; counted: CountedRequests; limit: number }[];
  #step: Step = 'warm-up';
  /** When the step ends, s. */
  #until: number;
  #watched = new Watched();
  #analyses: StageOutcome['analyses'] = [];
  #stageStartS = 0;
  #failedUsers: number | null = 0;
  #failedBefore: number | null = 0;
  #halted: RolloutHalt | null = null;

  /** @param change what is rolled out over the settings of before, which are in force */
  constructor(plan: RolloutPlan, topology: SystemUnderTest, change: AnySettings) {
    this.#plan = plan;
    this.#topology = topology;
    this.#change = change;
    this.#home = Object.keys(topology.pools)[0] as string;
    this.#counted = OBJECTIVES.flatMap(each => {
      const limit = limitIn(topology.objectives, each);
      return each.counted === null || limit === null ? [] : [{ name: each.name, counted: each.counted, limit }];
    });
    this.#planned = plannedStages(plan.stages, topology.pools);
    this.plannedS = plannedSeconds(plan, this.#planned.length);
    this.#until = plan.warmUpS;
  }

  /** Whether all has been done and seen that there is. */
  get isOver(): boolean {
    return this.#step === 'over';
  }

  /**
   * Takes a second that has ended.
   * @param isBusy what was ordered is not done yet: the step lasts as much longer
   */
  second({ second, instances, failedUsers }: SiteSecond, isBusy = false): Directive {
    const now = second + 1;
    if (isBusy) this.#until++;
    this.#failedUsers = failedUsers;
    this.#watch(instances, now);
    if (this.#step === 'over') return { operations: [], over: this.#halted !== null };
    if (this.#step !== 'recovering') {
      const sustained = this.#sustained();
      if (sustained !== null) return this.#halt(failureText(sustained), now, sustained);
    }
    if (now < this.#until) return NOTHING;
    return this.#next(now);
  }

  /** What has become of it so far. */
  outcome(): RolloutOutcome {
    const left = this.#planned.slice(this.#done.length).map(
      (stage): StageOutcome => ({
        ...stage,
        ...{ outcome: 'not-reached', startS: null, endS: null, failedUsers: 0, analyses: [] },
      }),
    );
    return { stages: [...this.#done, ...left], halted: this.#halted, failedUsers: this.#failedUsers };
  }

  /** The step is over: judges it where there is something to judge, and begins the next. */
  #next(now: number): Directive {
    const { alternate, detectS, overS, holdS, settleS } = this.#plan;
    switch (this.#step) {
      case 'warm-up':
        return this.#breach(now) ?? this.#deploy(now);
      case 'bake':
        return (
          this.#breach(now) ??
          this.#enter('moving', now + detectS + overS, [{ name: 'fail-over', to: alternate, overMs: overS * 1000 }])
        );
      case 'moving':
        return this.#enter('hold', now + holdS, []);
      case 'hold':
        return (
          this.#breach(now) ?? this.#enter('returning', now + overS, [{ name: 'fail-back', overMs: overS * 1000 }])
        );
      case 'returning':
        return this.#enter('settle', now + settleS, []);
      case 'settle': {
        const breach = this.#breach(now);
        if (breach !== null) return breach;
        this.#stageEnded('passed', now);
        if (this.#done.length < this.#planned.length) return this.#deploy(now);
        this.#step = 'over';
        return NOTHING;
      }
      case 'recovering':
      case 'over':
        this.#step = 'over';
        return { operations: [], over: true };
    }
  }

  #enter(step: Step, until: number, operations: readonly Operation[]): Directive {
    this.#step = step;
    this.#until = until;
    // What fails while users move counts with what fails where they go.
    if (step !== 'hold' && step !== 'settle') this.#watched = new Watched();
    return { operations, over: false };
  }

  #deploy(now: number): Directive {
    const shares = (this.#planned[this.#done.length] as PlannedStage).shares;
    this.#stageStartS = now;
    this.#failedBefore = this.#failedUsers;
    this.#analyses = [];
    return this.#enter('bake', now + this.#plan.deployS + this.#plan.bakeS, [
      { name: 'deploy', settings: this.#change, pool: null, share: shares.at(-1) as number },
    ]);
  }

  #stageEnded(outcome: 'passed' | 'breached', now: number): void {
    this.#done.push({
      ...(this.#planned[this.#done.length] as PlannedStage),
      ...{ outcome, startS: this.#stageStartS, endS: now, analyses: this.#analyses },
      failedUsers:
        this.#failedUsers === null || this.#failedBefore === null ? null : this.#failedUsers - this.#failedBefore,
    });
  }

  #halt(reason: string, now: number, failures: RolloutFailures | null): Directive {
    const step = this.#step as Exclude<Step, 'recovering' | 'over'>;
    const deployed = step !== 'warm-up';
    this.#halted = { stage: deployed ? this.#done.length : null, atS: now, phase: PHASES[step], reason, failures };
    if (deployed) this.#stageEnded('breached', now);
    const away = step === 'moving' || step === 'hold' || step === 'returning';
    const operations: Operation[] = deployed ? [{ name: 'roll-back' }] : [];
    if (away) operations.push({ name: 'fail-back', overMs: 0 });
    return this.#enter('recovering', now + (deployed ? this.#plan.rollBackS : 0) + this.#plan.recoverS, operations);
  }

  /** Halts if the phase that is over breaks an objective, or its canary is worse than the rest. */
  #breach(now: number): Directive | null {
    const { canary, rest, site } = this.#watched;
    for (const { name, counted, limit } of this.#counted) {
      const failed = counted.bad(site);
      if (failed <= limit * site.ended) continue;
      const failures = {
        objective: name,
        failed,
        ended: site.ended,
        sinceS: null,
        canaryErrors: null,
        restErrors: null,
      };
      return this.#halt(failureText(failures), now, failures);
    }
    const step = this.#step as 'bake' | 'hold';
    if ((step !== 'bake' && step !== 'hold') || rest.length === 0) return null;
    const pool = step === 'bake' ? this.#home : this.#plan.alternate;
    const metrics = judgeCanary(canary, rest, this.#topology.objectives.errors ?? 0);
    this.#analyses = [...this.#analyses, { phase: PHASES[step], pool, metrics }];
    const worse = metrics.filter(each => each.worse && !this.#plan.accepted.includes(each.metric));
    if (worse.length === 0) return null;
    const how = worse.map(differenceText).join('; ');
    return this.#halt(`the canary on ${pool} is worse than the rest: ${how}`, now, null);
  }

  /** What says that failures are sustained; null if they are not. Does not wait for the phase's end. */
  #sustained(): RolloutFailures | null {
    const seconds = this.#seconds;
    const ended = seconds.map(each => each.ended);
    // The alarm's level is that of one look at the whole rollout, however often it is looked at.
    const looks = Math.max(1, this.plannedS / ended.length);
    for (const { name, counted, limit } of this.#counted) {
      const counts = seconds.map(counted.bad);
      const onsetS = findOnset({ ended, timeouts: counts }, limit, looks);
      if (onsetS === null) continue;
      const [mine, theirs] = [total(this.#watched.canary), total(this.#watched.rest)];
      return {
        ...{ objective: name, failed: sum(counts.slice(onsetS)), ended: sum(ended.slice(onsetS)), sinceS: onsetS },
        canaryErrors: mine.ended === 0 ? null : mine.errors / mine.ended,
        restErrors: theirs.ended === 0 ? null : theirs.errors / theirs.ended,
      };
    }
    return null;
  }

  #watch(instances: SiteSecond['instances'], now: number): void {
    const site = { ended: 0, errors: 0, timeouts: 0 };
    for (const { ended, errors, timeouts } of instances) {
      site.ended += ended;
      site.errors += errors;
      site.timeouts += timeouts;
    }
    this.#seconds.push(site);
    const watched = this.#watched;
    watched.site.ended += site.ended;
    watched.site.errors += site.errors;
    watched.site.timeouts += site.timeouts;
    const stage = this.#planned[this.#done.length];
    const pool = this.#step === 'bake' ? this.#home : this.#plan.alternate;
    if (stage === undefined || (this.#step === 'bake' && now <= this.#stageStartS + this.#plan.deployS + UNJUDGED_S))
      return;
    if (this.#step !== 'bake' && this.#step !== 'hold') return;
    const changed = stage.instances[pool] ?? 0;
    const here = instances.filter(each => each.pool === pool);
    watched.canary.push(total(here.filter(({ index }) => index < changed)));
    if (here.length > changed) watched.rest.push(total(here.filter(({ index }) => index >= changed)));
  }
}

/** `139 of 2,590 requests timed out since second 110 (of the canary's 20%, of the rest's 0%)` */
function failureText({ objective, failed, ended, sinceS, canaryErrors, restErrors }: RolloutFailures): string {
  const verb = OBJECTIVES.find(({ name }) => name === objective)?.counted?.verb ?? 'failed';
  const since = sinceS === null ? '' : ` since second ${sinceS}`;
  const blame =
    canaryErrors === null || restErrors === null
      ? ''
      : ` (of the canary's ${share(canaryErrors)}, of the rest's ${share(restErrors)})`;
  return `${count(failed)} of ${count(ended)} requests ${verb}${since}${blame}`;
}

function differenceText({ metric, canary, rest }: CanaryDifference): string {
  const [a, b] = [canary ?? 0, rest ?? 0];
  switch (metric) {
    case 'errors':
      return `errors ${share(a)} against ${share(b)}`;
    case 'latency':
      return `mean latency ${ms(a)} against ${ms(b)}`;
    case 'cpu':
      return `CPU ${ms(a)} a request against ${ms(b)}`;
    case 'hit-ratio':
      return `hit ratio ${share(a)} against ${share(b)}`;
  }
}
