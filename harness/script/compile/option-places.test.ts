import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { compileScript } from './compile-script.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function places(files: Record<string, string>): Promise<(path: string) => string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'places-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const script = await compileScript(join(folder, 'main.ts'));
  return path => {
    const place = script.optionPlace(path);
    return place && `${basename(place.file)}:${place.line}:${place.column}`;
  };
}

const SCRIPT = `import type { Options } from 'k6/options';
import { STAGES } from './load.ts';
const limits = ['p(95)<500', 'p(99)<900'];
export const options: Options = {
  vus: 3,
  scenarios: {
    'the-peak': {
      executor: 'ramping-arrival-rate',
      stages: STAGES,
    },
  },
  thresholds: { 'http_req_duration{name:a b}': limits, checks: ['rate>0.9'] },
};
export default function () {}
`;

it('finds each option where the script writes it', async () => {
  const at = await places({
    'main.ts': SCRIPT,
    'load.ts': 'export const STAGES = [\n  { target: 1 },\n  { target: -1 },\n];\n',
  });
  expect(at('options.vus')).toBe('main.ts:5:3');
  expect(at('options.scenarios.the-peak.executor')).toBe('main.ts:8:7');
  expect(at("options.thresholds['checks'][0]")).toBe('main.ts:12:65');
  expect(at("options.thresholds['http_req_duration{name:a b}']")).toBe('main.ts:12:17');
  expect(at("options.thresholds['http_req_duration{name:a b}'][1]")).toBe('main.ts:3:30');
  expect(at('options.scenarios.the-peak.stages[1].target')).toBe('load.ts:3:5');
});

it('gives the place of the nearest part for what is missing or computed', async () => {
  const at = await places({
    'main.ts': `const mixes = { a: { vus: 1 } };\nexport const options = {\n  ...mixes.a,\n  scenarios: { s: make() },\n};\nfunction make() { return {}; }\nexport default function () {}`,
  });
  expect(at('options.duration')).toBe('main.ts:2:24');
  expect(at('options.scenarios.s.rate')).toBe('main.ts:4:16');
});

it('knows no place where there are no options', async () => {
  const at = await places({ 'main.ts': 'export default function () {}' });
  expect(at('options.vus')).toBeNull();
});
