import type { SetOption } from '../../../mock-service/settings/set-option.ts';
import type { ChartPlan } from './chart-plan.ts';

/** What a report that can do its drill again has for its page: what may be changed, and what the result is held against. */
export interface PlayPlan {
  readonly controls: readonly ControlPlan[];
  /** Words behind `headroom` of the command that gives the recorded drill. */
  readonly command: readonly string[];
  /** SHA-256 of the `run.json` that was recorded; null: with its values it is another here, since it holds a headroom that was measured apart. */
  readonly hash: string | null;
  /** How long the recorded drill took, s of its own time. */
  readonly durationS: number;
  /** The recorded drill's lines come from the page's source `recorded`, those of the one that is run here from `again`. */
  readonly charts: readonly ChartPlan[];
  /** Where the page's data has the recorded drill, and its series: paths of keys. */
  readonly record: readonly string[];
  readonly series: readonly string[];
}

/** One value that may be changed: a slider over what it may be, or a list of words. */
export interface ControlPlan {
  /** Of its element: `play-<id>`. */
  readonly id: string;
  readonly label: string;
  readonly kind: 'range' | 'choice';
  readonly values: readonly ControlValue[];
  /** Which of them was recorded. */
  readonly recorded: number;
  /** What the baseline has, if that is another; null: it has the same, or none. */
  readonly baseline: string | null;
}

export interface ControlValue {
  /** As people write it. */
  readonly text: string;
  readonly change: Change;
}

/** What a value changes, and so what the command line is given. */
export type Change =
  | { readonly of: 'topology' | 'settings'; readonly option: SetOption }
  /** `--at` */
  | { readonly of: 'script'; readonly scenario: string; readonly time: string };

/** What a report carries so that its drill can be done in it: the plan, and two texts as `packed` gives them. */
export interface CarriedDrill {
  readonly plan: PlayPlan;
  readonly engine: string;
  /** The drill's script, topology and settings, as JSON. */
  readonly drill: string;
}
