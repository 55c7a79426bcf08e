import { z } from 'zod';
import { type RecordOf, recordKind } from './record-kind.ts';
import { assertAccounts, RUN, type RunRecord } from './run-record.ts';
import { sealed } from './seal.ts';

const { schemaVersion: _, integrity: __, verdict: ___, reasons: ____, ...measured } = RUN.schema.shape;

/**
 * What a drill under way has measured so far: it lies in the folder until the record takes its place, and is all that is left of a drill
 * whose processes were killed. It says nothing of how the drill would have ended, so it has no verdict.
 */
export const DRAFT = recordKind({
  name: 'draft',
  called: 'draft of a run record',
  title: 'Headroom draft of a run record',
  version: 1,
  fields: {
    draft: z.literal(true),
    ...measured,
  },
  assert: assertAccounts,
});

export type DraftRecord = RecordOf<typeof DRAFT>;

/** @param run the record as if the drill were interrupted now */
export function draftOf({
  schemaVersion: _,
  integrity: __,
  verdict: ___,
  reasons: ____,
  ...rest
}: RunRecord): DraftRecord {
  return sealed(DRAFT, { draft: true, ...rest });
}
