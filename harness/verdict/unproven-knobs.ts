import type { CacheSettings } from '../../mock-service/settings/cache-settings.ts';
import { differences } from '../../mock-service/settings/differences.ts';
import { type Exercise, everyKnob, type KnobName } from '../../mock-service/settings/knobs.ts';
import { readPrinted } from '../../mock-service/settings/read-cache-settings.ts';
import { sum } from '../measure/column.ts';

/** What is to be known of one arm's runs, one a seed: parts of their records. */
export interface ActingRun {
  readonly topology: { readonly users: number };
  readonly cacheSettings: { readonly values: Readonly<Record<string, string>> };
  readonly knobs: Readonly<Record<string, number>>;
}

/** A knob in which the arms differ, and which did not act enough for that to show in them. */
export interface UnprovenKnob {
  readonly knob: KnobName;
  /** How often it acted in each arm, all seeds. */
  readonly times: readonly number[];
  /** A drill in which it does. */
  readonly exercise: Exercise;
}

/**
 * The knobs about which these drills say nothing, or too little to call a change of them safe: a cache that is cold shows less of what
 * its settings cost than one that has been in use. @param arms the runs of each settings; none is empty
 */
export function unprovenKnobs(arms: readonly (readonly ActingRun[])[]): UnprovenKnob[] {
  const settings = arms.map(([first]) => readPrinted((first as ActingRun).cacheSettings.values));
  const [baseline, candidate] = settings as [CacheSettings, CacheSettings];
  const unproven = everyKnob((knob, { field, enough, exercise }) => {
    const acted = arms.map((runs, i) => ({
      value: (settings[i] as CacheSettings)[field],
      times: total(runs, knob),
      fills: total(runs, 'entrySize'),
      users: sum(runs.map(({ topology }) => topology.users)),
    }));
    const times = acted.map(each => each.times);
    const isProven = times.some(each => each > 0) && enough(acted);
    return isProven ? [] : [{ knob, times, exercise: exercise(settings) }];
  });
  return differences(baseline, candidate).flatMap(({ knob }) => unproven[knob]);
}

/** The words of a comparison of two settings files in such a drill, behind `headroom`. */
export function exerciseWords({ scenario, topology, set = [], env = {} }: Exercise, a: string, b: string): string[] {
  return [
    ...['compare', `scenarios/${scenario}.ts`, a, b, '--virtual'],
    ...(topology === undefined ? [] : ['--topology', `scenarios/topologies/${topology}.yaml`]),
    ...set.flatMap(each => ['--set', each]),
    ...Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`]),
  ];
}

function total(runs: readonly ActingRun[], knob: KnobName): number {
  return sum(runs.map(({ knobs }) => knobs[knob] ?? 0));
}
