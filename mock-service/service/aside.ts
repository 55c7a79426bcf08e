import type { Work } from '../model/work.ts';

/** What an instance is to do. */
type Task = Omit<Work, 'left' | 'finished'>;

/** Work that a request has left behind: nobody waits for it, and if there is no room for it, it is lost. */
export class Aside implements Work {
  readonly key: number;
  readonly more: readonly number[];
  readonly together: boolean;
  readonly kind: Work['kind'];
  readonly command: unknown;
  readonly costs: number;
  readonly rank: number;
  left = false;

  constructor({ key, more, together, kind, command, costs, rank }: Task) {
    this.key = key;
    this.more = more;
    this.together = together;
    this.kind = kind;
    this.command = command;
    this.costs = costs;
    this.rank = rank;
  }

  finished(): void {}
}
