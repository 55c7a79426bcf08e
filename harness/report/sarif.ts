import type { Location, Log, ReportingDescriptor, Result } from 'sarif';
import type { ArmRecord } from '../record/compare-record.ts';
import type { AnyRecord } from '../record/record-kinds.ts';
import type { DrilledSettings } from '../verdict/drill-identity.ts';
import { limitText } from '../verdict/objectives/limit-text.ts';
import { OBJECTIVES } from '../verdict/objectives/objectives.ts';
import { headWord, type VerdictWord } from './head-word.ts';
import { leadingReasons } from './leading-reasons.ts';
import { remarkText, thresholdStatus, thresholdValue, valueText } from './objective-text.ts';
import { VERDICT_LEVEL } from './verdict-level.ts';

/** Where a knob of settings is written. */
export interface KnobPlace {
  /** A relative reference of the file from the folder that the command ran in, or a `file:` URI. */
  readonly uri: string;
  /** From 1; null: the knob is not in the file. */
  readonly at: { readonly line: number; readonly column: number } | null;
}

/** @param knob null: the file as a whole. @returns null: nobody knows the settings' file */
export type PlaceOf = (settings: DrilledSettings, knob: string | null) => KnobPlace | null;

/** Settings that were judged, and what is not good of them. */
interface Judged {
  readonly verdict: VerdictWord;
  readonly reasons: readonly string[];
  readonly interrupted?: unknown;
  readonly settings: DrilledSettings;
  /** Their drill, where there is one of which each objective is told. */
  readonly drill?: Pick<ArmRecord, 'objectives' | 'thresholds'>;
}

/**
 * What a record says against settings, as SARIF 2.1.0: one result for a verdict that is not good, with its leading reasons, and one for each
 * objective and threshold that is broken, all at the line of the first knob that was changed; the other knobs are related locations. A failure is
 * an `error`, what does not tell a `warning`; a good verdict has no result.
 * @param version of Headroom
 */
export function sarifText(any: AnyRecord, placeOf: PlaceOf, version: string): string {
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Headroom', semanticVersion: version, rules: [...RULES] } },
        columnKind: 'utf16CodeUnits',
        results: judgedIn(any).flatMap(judged => resultsOf(judged, placeOf)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** The rule of a verdict, of an objective (by its name), and of the script's own thresholds. */
const RULES: readonly ReportingDescriptor[] = [
  rule('fail', 'The settings break an objective in this drill.'),
  rule('worse', 'The settings are worse than those they are compared with, by more than chance explains.'),
  rule('inconclusive', 'The drill does not tell whether the settings are safe.'),
  rule('interrupted', 'The drill was stopped before it could tell.'),
  ...OBJECTIVES.map(({ name, help }) => rule(name, help)),
  rule('threshold', 'A threshold of the script does not hold.'),
];

function rule(id: string, text: string): ReportingDescriptor {
  return { id, shortDescription: { text } };
}

function judgedIn(any: AnyRecord): Judged[] {
  switch (any.kind) {
    case 'run':
      return [{ ...any.record, settings: any.record.cacheSettings, drill: any.record }];
    case 'compare': {
      const { candidate, ...judged } = any.record;
      return [{ ...judged, settings: candidate.cacheSettings, drill: candidate }];
    }
    case 'ranking':
      return any.record.entries.flatMap(({ cacheSettings: settings, against, failed, runs }) => {
        // Against null stands the baseline itself.
        if (against === null) return [];
        const reason = `${settings.name} against ${any.record.baseline}: ${against}; ${failed} of ${runs} runs fail.`;
        return [{ verdict: against, reasons: [reason], settings }];
      });
    case 'repeat':
    case 'rollout':
    case 'capacity':
    case 'instances':
      return [{ ...any.record, settings: any.record.cacheSettings }];
    // These judge no settings.
    case 'draft':
    case 'replay':
    case 'sweep':
    case 'map':
    case 'saturation':
    case 'import':
    case 'calibration':
    case 'backtest':
    case 'uncertainty':
      return [];
  }
}

function resultsOf(judged: Judged, placeOf: PlaceOf): Result[] {
  const verdict = headWord(judged);
  const level = VERDICT_LEVEL[verdict];
  if (level === null) return [];
  const places = placesOf(judged.settings, placeOf);
  const result = (ruleId: string, text: string): Result => ({ ruleId, level, message: { text }, ...places });
  const { objectives = [], thresholds = [] } = judged.drill ?? {};
  const { leading } = leadingReasons(judged.reasons);
  const { name } = judged.settings;
  return [
    result(verdict, leading.length === 0 ? `${name}: ${verdict}.` : leading.join(' ')),
    ...objectives
      .filter(({ status }) => status === 'broken')
      .map(each =>
        result(each.name, `${name}: ${each.name} ${valueText(each)} (${limitText(each)}); ${remarkText(each)}.`),
      ),
    ...thresholds
      .filter(each => thresholdStatus(each) === 'broken')
      .map(each => result('threshold', `${name}: ${each.metric} ${each.expression} is ${thresholdValue(each)}.`)),
  ];
}

function placesOf(settings: DrilledSettings, placeOf: PlaceOf): Pick<Result, 'locations' | 'relatedLocations'> {
  const knobs = settings.differences.map(({ knob, from, to }) => ({ knob, text: `${knob}: ${from} → ${to}` }));
  const [first, ...others] = knobs.flatMap(({ knob, text }) => {
    const place = placeOf(settings, knob);
    return place === null ? [] : [locationOf(place, text)];
  });
  const whole = placeOf(settings, null);
  const location = first ?? (whole === null ? undefined : locationOf(whole, null));
  return {
    ...(location === undefined ? {} : { locations: [location] }),
    ...(others.length === 0 ? {} : { relatedLocations: others }),
  };
}

function locationOf({ uri, at }: KnobPlace, text: string | null): Location {
  return {
    physicalLocation: {
      artifactLocation: { uri },
      ...(at === null ? {} : { region: { startLine: at.line, startColumn: at.column } }),
    },
    ...(text === null ? {} : { message: { text } }),
  };
}
