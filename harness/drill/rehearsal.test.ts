import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compileScript } from '../script/compile/compile-script.ts';
import { moduleMembers } from '../script/modules/module-members.ts';
import { rehearse } from './rehearsal.ts';
import { UNHEARD } from './running-drill.ts';
import { testSpec } from './test-script.ts';
import { VirtualDrill } from './virtual-drill.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-rehearsal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function scriptOf(text: string) {
  const path = join(folder, 'script.js');
  writeFileSync(path, text);
  return { spec: testSpec(path), script: await compileScript(path, { members: moduleMembers }) };
}

type Prepared = Awaited<ReturnType<typeof scriptOf>>;

function record({ spec, script }: Prepared): Promise<object> {
  return new Promise((resolve, reject) => {
    const finished = (outcome: { record: object }) => resolve({ ...outcome.record, startedAt: null });
    new VirtualDrill(spec, script, { ...UNHEARD, finished, crashed: reject }).start();
  });
}

it('leaves nothing behind: the drill after it has the record of one without', async () => {
  const prepared = await scriptOf(`
    import http from 'k6/http';
    import { sleep } from 'k6';
    let visits = 0;
    export const options = { scenarios: { reads: { executor: 'constant-arrival-rate', rate: 20, duration: '30s', preAllocatedVUs: 10 } } };
    export default function () {
      http.get(__ENV.BASE_URL + '/?' + ++visits + Math.random());
      sleep(Math.random());
    }`);
  const alone = await record(prepared);
  const end = rehearse(prepared.spec, prepared.script);
  await wait(30);
  end();
  expect(await record(prepared)).toEqual(alone);
});

it.each([
  ['init code that throws', 'throw new Error("no"); export default function () {}'],
  ['a drill that is over at once', 'export default function () {}'],
  [
    'iterations that throw',
    'export const options = { vus: 2, duration: "3s" }; export default function () { nothing(); }',
  ],
])('%s is the drill’s to tell', async (_, text) => {
  const { spec, script } = await scriptOf(text);
  const end = rehearse(spec, script);
  await wait(20);
  end();
  end();
});
