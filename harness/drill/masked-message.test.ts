import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskOf } from '../../mock-service/settings/secret.ts';
import { RUN } from '../record/run-record.ts';
import { compileScript } from '../script/compile/compile-script.ts';
import { moduleMembers } from '../script/modules/module-members.ts';
import { resolveRemote } from '../script/node/resolve-remote.ts';
import type { DrillMessage } from './drill-messages.ts';
import { type DrillSpec, secretsOf } from './drill-spec.ts';
import { maskedMessage } from './masked-message.ts';
import { testSpec } from './test-script.ts';
import { VirtualDrill } from './virtual-drill.ts';

const SCRIPT = 'harness/drill/fixtures/tells-its-secret.js';
const compiled = compileScript(SCRIPT, { members: moduleMembers, resolveRemote });

async function messagesOf(spec: DrillSpec): Promise<DrillMessage[]> {
  const script = await compiled;
  const messages: DrillMessage[] = [];
  await new Promise<void>((resolve, reject) => {
    const running = new VirtualDrill(spec, script, {
      log: (level, text) => messages.push({ kind: 'log', level, text }),
      started: atMs => messages.push({ kind: 'started', atMs }),
      second: () => {
        const record = running.drill.recordSoFar();
        if (record !== null) messages.push({ kind: 'draft', record });
      },
      sampled: () => {},
      noted: entry => messages.push({ kind: 'timeline', entry }),
      finished: outcome => {
        messages.push({ kind: 'finished', ...outcome, wallMs: 0, events: 0 });
        resolve();
      },
      crashed: reject,
    });
    running.start();
  });
  return messages;
}

function specWith(value: string): DrillSpec {
  const secretSources = [{ name: 'vault', isDefault: false, secrets: [{ name: 'key', value }] }];
  return { ...testSpec(SCRIPT), secretSources };
}

/** Every text in a value, keys and the text that bytes hold too. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('latin1'), Buffer.from(value).toString('utf8')];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]);
}

test('what a drill says holds its secret nowhere, and its record is still one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.string({ minLength: 6, maxLength: 24 }), fc.string({ minLength: 6, unit: 'binary', maxLength: 12 })),
      async value => {
        const spec = specWith(value);
        const said = await messagesOf(spec);
        const before = said.flatMap(textsIn).filter(text => text.includes(value));
        // The log, the route, the group, the check, the exception, the summary.
        expect(before.length).toBeGreaterThan(6);
        const mask = maskOf(secretsOf(spec));
        const told = said.map(message => maskedMessage(message, mask));
        expect(told.flatMap(textsIn).filter(text => text.includes(value))).toEqual([]);
        for (const message of told) if ('record' in message) expect(RUN.schema.parse(message.record)).toBeTruthy();
      },
    ),
    { numRuns: 15 },
  );
}, 60_000);

test('a secret that is a word of records leaves them whole', async () => {
  for (const value of ['pass', 'inconclusive', 'verdict', 'virtual', '2026-06-01']) {
    const spec = specWith(value);
    const said = (await messagesOf(spec)).map(message => maskedMessage(message, maskOf(secretsOf(spec))));
    const end = said.find(message => message.kind === 'finished');
    expect(RUN.schema.parse(end?.record)).toMatchObject({ clock: 'virtual', verdict: 'inconclusive' });
  }
});
