import { z } from 'zod';
import { cacheSettingsSchema } from '../../mock-service/settings/cache-settings-schema.ts';
import { KNOBS, type KnobName } from '../../mock-service/settings/knobs.ts';
import { parseSetOption } from '../../mock-service/settings/set-option.ts';
import { printDuration, printShare, readDuration, readShare } from '../../mock-service/settings/units.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { ControlPlan, ControlValue } from '../report/html/play-plan.ts';

/** What may be said of a drill in which something is to be tried. */
type Recorded = Pick<RunRecord, 'cacheSettings' | 'topology' | 'timeline' | 'durationS'>;

/** Of the values that a duration may be given, those in use that are neither. */
const DURATIONS = '1s 2s 5s 10s 20s 30s 60s 120s 300s 10m 20m 30m 1h'.split(' ');
const SHARES = Array.from({ length: 21 }, (_, i) => `${5 * i}%`);
/** Parts of the recorded peak. */
const PEAKS = Array.from({ length: 19 }, (_, i) => (40 + 10 * i) / 100);
/** More instances than this are not tried one by one. */
const FEW_INSTANCES = 12;
const INSTANCES = [0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.75, 2, 2.5, 3];

/**
 * What a report lets its reader change: each knob in which the settings differ from the baseline, the ttl, the instances of the alternate,
 * the peak, and the moment of the failover.
 * @param startsMs when scenarios of the script start that run once
 * @param changed knobs in which the drill differs from what it was compared with
 */
export function controlsOf(record: Recorded, startsMs: Readonly<Record<string, number>>): ControlPlan[] {
  const { values, differences } = record.cacheSettings;
  const from = new Map(differences.map(each => [each.knob, each.from]));
  const knobs = [...new Set([...from.keys(), 'ttl'])].filter(isKnob).filter(knob => values[knob] !== undefined);
  const control = (knob: KnobName): ControlPlan => knobControl(knob, values[knob] as string, from.get(knob) ?? null);
  return [
    ...knobs.map(control),
    ...instancesControl(record),
    peakControl(record),
    ...failoverControl(record, startsMs),
  ];
}

function isKnob(name: string): name is KnobName {
  return Object.hasOwn(KNOBS, name);
}

function knobControl(knob: KnobName, recorded: string, baseline: string | null): ControlPlan {
  const own = [recorded, ...(baseline === null ? [] : [baseline])];
  const { kind, texts } = textsOf(knob, own);
  const values = texts.map(
    (text): ControlValue => ({
      text,
      change: { of: 'settings', option: parseSetOption(`${knob}=${text}`) },
    }),
  );
  return { id: knob, label: knob, kind, values, recorded: texts.indexOf(recorded), baseline };
}

/** What a knob may be given, `own` among it: in order where it is a number, else as words. */
function textsOf(
  knob: KnobName,
  own: readonly string[],
): Pick<ControlPlan, 'kind'> & { readonly texts: readonly string[] } {
  const { print } = KNOBS[knob] as { readonly print: unknown };
  if (knob === 'ttl')
    return { kind: 'range', texts: [...inOrder([...DURATIONS, ...own.filter(ends)], readDuration), 'none'] };
  if (print === printDuration) return { kind: 'range', texts: inOrder(['0s', ...DURATIONS, ...own], readDuration) };
  if (print === printShare) return { kind: 'range', texts: inOrder([...SHARES, ...own], readShare) };
  return { kind: 'choice', texts: [...new Set([...own, ...wordsOf(knob)])] };
}

const ends = (text: string): boolean => text !== 'none';

function inOrder(texts: readonly string[], read: (text: string) => number | undefined): string[] {
  const byValue = new Map(texts.toReversed().map(text => [read(text) ?? 0, text]));
  return [...byValue].sort(([a], [b]) => a - b).map(([, text]) => text);
}

/** Of a knob that is one of a few words: all of them. */
function wordsOf(knob: KnobName): string[] {
  const { properties = {} } = z.toJSONSchema(cacheSettingsSchema, { io: 'input', unrepresentable: 'any' });
  const { enum: words, type } = properties[knob] as { readonly enum?: unknown; readonly type?: unknown };
  if (type === 'boolean') return ['true', 'false'];
  return Array.isArray(words) ? words.map(String) : [];
}

function instancesControl({ topology }: Recorded): ControlPlan[] {
  const instances = topology.pools.alternate?.instances;
  if (instances == null) return [];
  const counts =
    instances <= FEW_INSTANCES
      ? Array.from({ length: 2 * instances + 2 }, (_, i) => i + 1)
      : INSTANCES.map(factor => Math.round(factor * instances));
  return [
    topologyControl(
      'alternate-instances',
      'instances of the alternate',
      'pools.alternate.instances',
      counts,
      instances,
    ),
  ];
}

function peakControl({ topology: { peakPerSecond } }: Recorded): ControlPlan {
  const peaks = PEAKS.map(factor => (factor === 1 ? peakPerSecond : Number((factor * peakPerSecond).toPrecision(3))));
  return topologyControl('peak', 'peak, requests per second', 'peak', peaks, peakPerSecond);
}

function topologyControl(
  id: string,
  label: string,
  path: string,
  numbers: readonly number[],
  recorded: number,
): ControlPlan {
  const values = numbers.map(
    (number): ControlValue => ({
      text: String(number),
      change: { of: 'topology', option: parseSetOption(`${path}=${number}`) },
    }),
  );
  return { id, label, kind: 'range', values, recorded: numbers.indexOf(recorded), baseline: null };
}

/** The scenario of the script that orders it: the one that starts when it was ordered. */
function failoverControl({ timeline, durationS }: Recorded, startsMs: Readonly<Record<string, number>>): ControlPlan[] {
  const orderedS = timeline.find(({ operation }) => operation === 'fail-over')?.atS;
  const found = Object.entries(startsMs).find(
    ([, ms]) => orderedS !== undefined && Math.abs(ms / 1000 - orderedS) < 0.5,
  );
  if (found === undefined) return [];
  const [scenario, ms] = found;
  const step = Math.max(1, Math.ceil(durationS / 60));
  const seconds = Array.from({ length: Math.floor(durationS / step) }, (_, i) => 1000 * i * step);
  const moments = [...new Set([...seconds, ms])].sort((a, b) => a - b);
  const values = moments.map((each): ControlValue => {
    const time = printDuration(each);
    return { text: time, change: { of: 'script', scenario, time } };
  });
  return [
    {
      id: 'failover',
      label: 'failover begins at',
      kind: 'range',
      values,
      recorded: moments.indexOf(ms),
      baseline: null,
    },
  ];
}
