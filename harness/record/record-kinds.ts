import { BACKTEST } from './backtest-record.ts';
import { CALIBRATION } from './calibration-record.ts';
import { CAPACITY } from './capacity-record.ts';
import { COMPARE } from './compare-record.ts';
import { DRAFT } from './draft-record.ts';
import { IMPORT } from './import-record.ts';
import { INSTANCES } from './instances-record.ts';
import { MAP } from './map-record.ts';
import { RANKING } from './ranking-record.ts';
import type { RecordOf } from './record-kind.ts';
import { REPEAT } from './repeat-record.ts';
import { REPLAY } from './replay-record.ts';
import { ROLLOUT } from './rollout-record.ts';
import { RUN } from './run-record.ts';
import { SATURATION } from './saturation-record.ts';
import { SWEEP } from './sweep-record.ts';
import { UNCERTAINTY } from './uncertainty-record.ts';

/**
 * Every kind of record. A folder with several is that of the first here: the others are its parts. A draft beside a run is newer: a drill's
 * record takes its draft's place.
 */
export const RECORD_KINDS = [
  ROLLOUT,
  REPLAY,
  REPEAT,
  RANKING,
  COMPARE,
  DRAFT,
  RUN,
  CAPACITY,
  SWEEP,
  MAP,
  INSTANCES,
  SATURATION,
  CALIBRATION,
  BACKTEST,
  UNCERTAINTY,
  IMPORT,
] as const;

export type AnyKind = (typeof RECORD_KINDS)[number];

/** A record of some kind. */
export type AnyRecord = {
  [Kind in AnyKind as Kind['name']]: { readonly kind: Kind['name']; readonly record: RecordOf<Kind> };
}[AnyKind['name']];

/** The kind of that name. */
export function kindNamed(name: AnyKind['name']): AnyKind {
  return RECORD_KINDS.find(kind => kind.name === name) as AnyKind;
}

/** A value that shares fewer of the keys with a kind, of all that it or the kind has, is not of that kind. */
const LEAST_SHARED = 0.5;

/** Which kind of record a value is, by the keys that it has; null: none. */
export function kindOf(value: object): AnyKind | null {
  const keys = new Set(Object.keys(value));
  let best: AnyKind | null = null;
  let most = LEAST_SHARED;
  for (const kind of RECORD_KINDS) {
    const own = new Set(Object.keys(kind.schema.shape));
    const shared = own.intersection(keys).size / own.union(keys).size;
    if (shared > most) [best, most] = [kind, shared];
  }
  return best;
}
