import { md5 } from '@noble/hashes/legacy.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { CountedCheck, TimedGroup } from '../../measure/counted-checks.ts';

/** One check of one group, as handleSummary's `root_group` shows it. */
export class CheckCount {
  readonly name: string;
  /** `::group::name`. */
  readonly path: string;
  passes = 0;
  fails = 0;

  constructor(name: string, path: string) {
    this.name = name;
    this.path = path;
  }
}

/** A group of the script with what was checked directly in it. */
export class GroupTally {
  readonly name: string;
  /** `::outer::inner`; '' for the root. */
  readonly path: string;
  /** How often it was left, and how long it took in all and at most, ms. */
  times = 0;
  sumMs = 0;
  maxMs = 0;
  readonly groups = new Map<string, GroupTally>();
  readonly checks = new Map<string, CheckCount>();

  constructor(name: string, path: string) {
    this.name = name;
    this.path = path;
  }

  /** The count of a check in this group. @throws Error if its name holds `::`. */
  check(name: string): CheckCount {
    let count = this.checks.get(name);
    if (count === undefined) {
      refuseSeparator('check', name);
      this.checks.set(name, (count = new CheckCount(name, `${this.path}::${name}`)));
    }
    return count;
  }

  group(name: string): GroupTally {
    let group = this.groups.get(name);
    if (group === undefined) {
      refuseSeparator('group', name);
      this.groups.set(name, (group = new GroupTally(name, `${this.path}::${name}`)));
    }
    return group;
  }
}

/** handleSummary's shape of a group: lists where the tally has maps, and an id per path. */
export interface GroupSummary {
  name: string;
  path: string;
  id: string;
  groups: GroupSummary[];
  checks: { name: string; path: string; id: string; passes: number; fails: number }[];
}

/** All groups and checks that the script has run, by path: the tree behind `root_group`. */
export class CheckTally {
  readonly root = new GroupTally('', '');
  #byPath = new Map<string, GroupTally>();

  /** The group of a path (`::outer::inner`), made when it is new. */
  at(path: string): GroupTally {
    if (path === '') return this.root;
    const known = this.#byPath.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf('::');
    const made = this.at(path.slice(0, cut)).group(path.slice(cut + 2));
    this.#byPath.set(path, made);
    return made;
  }

  /** All checks, each with the groups around it in its name. */
  checks(group: GroupTally = this.root): CountedCheck[] {
    return [
      ...[...group.checks.values()].map(({ path, passes, fails }) => ({ name: path.slice(2), passes, fails })),
      ...[...group.groups.values()].flatMap(inner => this.checks(inner)),
    ];
  }

  /** All groups that iterations have left, each with those around it in its name. */
  groups(group: GroupTally = this.root): TimedGroup[] {
    return [...group.groups.values()].flatMap(inner => {
      const { path, times, sumMs, maxMs } = inner;
      const own = times === 0 ? [] : [{ name: path.slice(2), times, meanMs: sumMs / times, maxMs }];
      return [...own, ...this.groups(inner)];
    });
  }

  /** The tree as handleSummary gets it. */
  summary(group: GroupTally = this.root): GroupSummary {
    return {
      name: group.name,
      path: group.path,
      id: idOf(group.path),
      groups: [...group.groups.values()].map(inner => this.summary(inner)),
      checks: [...group.checks.values()].map(({ name, path, passes, fails }) => {
        return { name, path, id: idOf(path), passes, fails };
      }),
    };
  }
}

/** k6 separates the parts of a path by `::`, so a name cannot hold it. */
export function refuseSeparator(what: 'group' | 'check', name: string): void {
  if (name.includes('::'))
    throw new Error(`the ${what} name '${name}' holds '::', which separates groups: use another mark`);
}

function idOf(path: string): string {
  return bytesToHex(md5(utf8ToBytes(path)));
}
