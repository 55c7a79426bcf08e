import {
  type DynamicConfigValue,
  MappingType,
  SpecialValueMatch,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { colored } from './panel.ts';

/** Colours of verdicts, by the names of their series. */
export const FAILING_VERDICTS: readonly (readonly [RegExp, DynamicConfigValue[]])[] = [
  [/: pass/, colored('green')],
  [/: fail/, colored('red')],
  [/: inconclusive/, colored('orange')],
  [/: undecided/, colored('blue')],
];

/** A state that is there has the value 1, and is a band. */
export const PHASES: readonly ValueMapping[] = [
  { type: MappingType.ValueToText, options: { '1': { text: 'under way', color: 'blue', index: 0 } } },
];

export const UP_OR_DOWN: readonly ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: { '0': { text: 'down', color: 'red', index: 0 }, '1': { text: 'up', color: 'green', index: 1 } },
  },
];

/** What a run does not have: no timeouts, no failover. */
export const ABSENT: readonly ValueMapping[] = [
  { type: MappingType.SpecialValue, options: { match: SpecialValueMatch.NotANumber, result: { text: '–', index: 0 } } },
];
