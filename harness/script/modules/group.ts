import type { Metric } from '../../measure/metrics.ts';
import type { TagSet } from '../../measure/tags.ts';
import type { GroupHooks } from '../runtime/blocking.ts';
import type { ScriptRuntime, VuContext } from '../runtime/script-runtime.ts';
import { type CheckTally, type GroupTally, refuseSeparator } from './check-tally.ts';
import { neverInInit } from './life.ts';
import { retag, untag } from './retag.ts';

/** A group that a VU is in: what `enter` gives and `leave` takes back. */
export interface GroupFrame {
  readonly vu: VuContext;
  readonly tally: GroupTally;
  readonly enteredAt: number;
  readonly outerPath: string;
  readonly outerTags: TagSet;
  readonly innerTags: TagSet;
}

/** `group(name, body)` in two halves, since compiled scripts inline the body between them. */
export class Groups implements GroupHooks<GroupFrame> {
  #runtime: ScriptRuntime;
  #tally: CheckTally;
  #duration: Metric;

  constructor(runtime: ScriptRuntime, tally: CheckTally) {
    this.#runtime = runtime;
    this.#tally = tally;
    this.#duration = runtime.metrics.define('group_duration', 'trend', 'time');
  }

  enter(name: string): GroupFrame {
    const vu = this.#runtime.current;
    if (vu.phase === 'init') throw neverInInit('group()');
    const text = String(name);
    refuseSeparator('group', text);
    const { groupPath: outerPath, tags: outerTags } = vu;
    vu.groupPath = `${outerPath}::${text}`;
    const tally = this.#tally.at(vu.groupPath);
    const innerTags = (vu.tags = retag(outerTags, 'group', vu.groupPath));
    return { vu, tally, enteredAt: this.#runtime.clock.now(), outerPath, outerTags, innerTags };
  }

  /** Leaves the group, also when its body threw. Records `group_duration` with the group's own tags, as k6 does. */
  leave(frame: GroupFrame): void {
    const { vu, tally } = frame;
    const tookMs = this.#runtime.clock.now() - frame.enteredAt;
    tally.times++;
    tally.sumMs += tookMs;
    if (tookMs > tally.maxMs) tally.maxMs = tookMs;
    this.#duration.add(tookMs, vu.tags);
    // Tags that the body gave the VU stay with it; otherwise the very set from before comes back.
    if (vu.tags === frame.innerTags) vu.tags = frame.outerTags;
    else if (frame.outerTags.get('group') === undefined) vu.tags = untag(vu.tags, 'group');
    else vu.tags = retag(vu.tags, 'group', frame.outerPath);
    vu.groupPath = frame.outerPath;
  }
}
