import { expect, it } from 'vitest';
import { OPERATION_NAMES } from '../operations/catalogue/catalogue.ts';
import { compileScript } from '../script/compile/compile-script.ts';
import { moduleMembers } from '../script/modules/module-members.ts';
import type { DrillOutcome } from './drill.ts';
import { UNHEARD } from './running-drill.ts';
import { testSpec } from './test-script.ts';
import { VirtualDrill } from './virtual-drill.ts';

const SCRIPT = 'harness/drill/fixtures/every-operation.js';

it('scripts can order every operation that there is, by a function of scenarios/lib/operations.ts', async () => {
  const script = await compileScript(SCRIPT, { members: moduleMembers, resolveRemote: () => null });
  const ended = Promise.withResolvers<DrillOutcome>();
  new VirtualDrill(testSpec(SCRIPT), script, { ...UNHEARD, finished: ended.resolve, crashed: ended.reject }).start();
  const { record, exit } = await ended.promise;
  expect(exit).toBeNull();
  const ordered = record.timeline.flatMap(event =>
    'kind' in event && event.kind === 'operation' ? [event.operation] : [],
  );
  expect(new Set(ordered)).toEqual(new Set(OPERATION_NAMES));
});
