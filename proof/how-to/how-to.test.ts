import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CompareRecord } from '../../harness/record/compare-record.ts';
import { KNOB, OBJECTIVE, OPERATION } from './steps.ts';
import { type Step, type ToolResult, TreeCopy } from './tree-copy.ts';

const STEPS: readonly Step[] = [KNOB, OPERATION, OBJECTIVE].flatMap(steps => Object.values(steps));
const TSC = 'node_modules/typescript/bin/tsc';
const VITEST = 'node_modules/vitest/vitest.mjs';
const HEADROOM = 'harness/cli/headroom.js';
const FOLDERS = ['proof/knobs', 'harness/operations/catalogue', 'harness/verdict/objectives'];
const SCHEMA_TESTS = ['harness/topology/json-schemas.test.ts', 'harness/record/json-schemas.test.ts'];

/** Ten seconds with the new operation in them. */
const SCRIPT: Step = {
  file: 'scenarios/how-to.ts',
  text: `import { someUser, visitMySignIns } from './lib/journeys.ts';
import { signIns } from './lib/sign-ins.ts';
import { freeze, operatorAt } from './lib/operations.ts';

export const options = {
  scenarios: {
    sign_ins: signIns(1, [{ share: 1, duration: '20s' }]),
    freeze: operatorAt('5s', 'freezePrimary'),
  },
};

export default function session() {
  visitMySignIns(someUser());
}

export function freezePrimary() {
  freeze('primary', { for: '100ms' });
}
`,
};
const SETTINGS: Step = {
  file: 'mock-service/settings/doorkeeper.yaml',
  text: `# yaml-language-server: $schema=../../schemas/cache-settings.schema.json
doorkeeper: true
`,
};

// Compilers and tests, several times: a busy machine takes longer.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const tree = new TreeCopy();
afterAll(() => tree.remove());

async function generated(): Promise<void> {
  await Promise.all(['topology', 'record'].map(folder => tree.run(`harness/${folder}/json-schemas.ts`)));
}

/** Types of everything, from what the last call found. */
function typeCheck(): Promise<ToolResult> {
  return tree.run(TSC, '-p', '.', '--incremental', '--tsBuildInfoFile', '.tsbuildinfo');
}

/** The names of the tests that fail. */
async function failing(files: readonly string[], named: string): Promise<string[]> {
  const file = 'how-to/tests.json';
  const { output } = await tree.run(VITEST, 'run', ...files, '-t', named, '--reporter=json', `--outputFile=${file}`);
  expect(output).not.toContain('No test files found');
  const { testResults } = JSON.parse(tree.read(file)) as { testResults: { assertionResults: Assertion[] }[] };
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  return tests.filter(({ status }) => status === 'failed').map(({ title }) => title);
}

interface Assertion {
  readonly title: string;
  readonly status: string;
}

/** What the steps are proved by, beside the types. */
const PROOFS = 'doorkeeper|every knob|a file here describes|scripts have a function|schema';

test.each([
  ['a knob', KNOB],
  ['an operation', OPERATION],
  ['an objective', OBJECTIVE],
])('%s takes three places at most', (_, steps) => {
  expect(new Set(Object.values<Step>(steps).map(({ file }) => file)).size).toBeLessThanOrEqual(3);
});

describe('with every step done', () => {
  let comparison: CompareRecord;
  let told: string;
  let page: string;

  beforeAll(async () => {
    for (const step of [...STEPS, SCRIPT, SETTINGS]) tree.do(step);
    await generated();
    const settings = ['baseline', 'doorkeeper'].map(name => `mock-service/settings/${name}.yaml`);
    const flags = [
      '--virtual',
      '--no-sensitivity',
      '--exit-zero',
      '--set',
      'objectives.median=500ms',
      '--out',
      'how-to',
    ];
    told = (await tree.run(HEADROOM, 'compare', SCRIPT.file, ...settings, ...flags)).stdout;
    comparison = JSON.parse(tree.read('how-to/compare.json')) as CompareRecord;
    page = tree.read('how-to/candidate/seed-1/report.html');
  });

  test('types are right, and so is what the tests of the tables look at', async () => {
    const [types, tests] = await Promise.all([typeCheck(), failing([...FOLDERS, ...SCHEMA_TESTS], PROOFS)]);
    expect(types.output).toBe('');
    expect(tests).toEqual([]);
  });

  test('the knob is in the JSON Schema, acts, and is what the settings are said to differ in', () => {
    expect(JSON.parse(tree.read('schemas/cache-settings.schema.json')).properties.doorkeeper).toEqual({
      ...{ description: 'Store nobody at the first miss.', default: false, type: 'boolean' },
    });
    const { cacheSettings, knobs } = comparison.candidate;
    expect(cacheSettings.values.doorkeeper).toBe('true');
    expect(cacheSettings.differences).toEqual([{ knob: 'doorkeeper', from: 'false', to: 'true' }]);
    expect(comparison.baseline.knobs.doorkeeper).toBe(0);
    expect(knobs.doorkeeper).toBeGreaterThan(100);
    expect(told).toMatch(/doorkeeper +false +true +0 \/ \d/);
    expect(page).toMatch(/doorkeeper.*≠ false/s);
  });

  test('the operation is in the JSON Schema, done, on the timeline and in the report, and offered by the live page', async () => {
    expect(tree.read('schemas/run.schema.json')).toContain('"const": "freeze-completed"');
    expect(comparison.candidate.timeline).toEqual([
      expect.objectContaining({ operation: 'freeze', target: 'primary', detail: 'hardly a core moves' }),
      expect.objectContaining({ operation: 'freeze-completed', target: 'primary', trigger: 'ends' }),
    ]);
    expect(page).toMatch(/freeze.*hardly a core moves.*they move again/s);
    expect(page).toContain('primary frozen');
    const forms = `import { operationForms } from './harness/operations/catalogue/catalogue.ts';
console.log(JSON.stringify(operationForms({ pools: ['primary', 'alternate'], classes: [], underTest: { name: '' }, baseline: { name: '' } })));`;
    tree.do({ file: 'forms.ts', text: forms });
    expect(JSON.parse((await tree.run('forms.ts')).stdout)).toContainEqual(
      expect.objectContaining({ operation: 'freeze', button: 'Freeze' }),
    );
  });

  test('the objective is in the JSON Schemas, judged, compared and in the report', () => {
    expect(
      JSON.parse(tree.read('schemas/topology.schema.json')).properties.objectives.properties.median.description,
    ).toBe('Median of the response times.');
    expect(comparison.candidate.objectives).toContainEqual(
      expect.objectContaining({ name: 'median', limit: 500, status: 'ok', value: expect.any(Number) }),
    );
    expect(comparison.differences).toContainEqual(expect.objectContaining({ metric: 'medianMs' }));
    expect(told).toMatch(/median +≤ 500 ms +[\d.]+ ms ok +[\d.]+ ms ok/);
    expect(page).toMatch(/median.*≤ 500 ms/s);
  });
});

describe('without a step', () => {
  /** Does something in a tree that lacks these. */
  async function lacking<Result>(steps: readonly Step[], work: () => Promise<Result>): Promise<Result> {
    for (const step of steps) tree.undo(step);
    const result = await work();
    for (const step of steps) tree.do(step);
    return result;
  }

  test('what a table lacks is missed by the types', async () => {
    const { output } = await lacking([KNOB.entry, OPERATION.file, OBJECTIVE.file], typeCheck);
    for (const { file } of [KNOB.model, OPERATION.line, OBJECTIVE.line]) expect(output).toContain(`${file}(`);
  });

  test('what does nothing, is in no table, or on no page, is missed by the tests', async () => {
    const missed = await lacking([KNOB.model, KNOB.page, OPERATION.line, OBJECTIVE.line], () =>
      failing(FOLDERS, PROOFS),
    );
    expect(missed).toEqual(
      expect.arrayContaining([
        'doorkeeper acts enough in the drill that its entry names',
        'docs/model.md tells of every knob what it does',
        'every operation that a file here describes is in the catalogue',
        'every objective that a file here describes is in the table',
      ]),
    );
  });

  test('an operation that no script can order is missed', async () => {
    const missed = await lacking([OPERATION.script], () => failing(['harness/operations/catalogue'], PROOFS));
    expect(missed).toEqual(['scripts have a function for every operation, and for no other']);
  });

  test('JSON Schemas that were not made again are missed', async () => {
    const files = ['cache-settings', 'topology', 'run'].map(
      (name): Step => ({ file: `schemas/${name}.schema.json`, edits: [] }),
    );
    const missed = await lacking(files, () => failing(SCHEMA_TESTS, PROOFS));
    expect(missed).toHaveLength(3);
    await generated();
  });
});
