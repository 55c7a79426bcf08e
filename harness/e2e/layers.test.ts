import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// Each folder's rule must catch a planted violation, and let through what the folder may do: a linter that checks nothing passes too.
const IMPORTS: readonly [file: string, forbidden: string, allowed: string][] = [
  ['mock-service/time/planted.ts', '../model/cpu.ts', './clock.ts'],
  ['mock-service/settings/planted.ts', '../model/cpu.ts', 'node:fs'],
  ['mock-service/model/planted.ts', 'node:fs', '../time/clock.ts'],
  ['mock-service/model/cache/planted.ts', '../../../harness/load/lag.ts', '../../time/clock.ts'],
  ['mock-service/http/planted.ts', '../../harness/transport/exchange.ts', 'fastify'],
  ['harness/verdict/planted.ts', 'node:fs', '../measure/series.ts'],
  ['harness/measure/planted.ts', '../load/lag.ts', '../transport/exchange.ts'],
  ['harness/transport/planted.ts', '../proxy/router.ts', 'undici'],
  ['harness/proxy/planted.ts', '../load/lag.ts', '../transport/exchange.ts'],
  ['harness/operations/planted.ts', '../drill/drill.ts', '../transport/exchange.ts'],
  ['harness/load/planted.ts', '../drill/drill.ts', '../measure/series.ts'],
  ['harness/script/planted.ts', '../load/lag.ts', '../measure/tags.ts'],
  ['harness/topology/planted.ts', '../drill/drill.ts', '../proxy/router.ts'],
  ['harness/report/planted.ts', '../cli/main.ts', '../verdict/figures.ts'],
  ['harness/progress/planted.ts', 'node:fs', '../verdict/figures.ts'],
  ['harness/live-page/planted.ts', '../drill/drill.ts', '../progress/progress.ts'],
  ['harness/prometheus/planted.ts', '../drill/drill.ts', '../measure/tags.ts'],
  ['harness/validation/planted.ts', '../cli/main.ts', '../drill/drill.ts'],
  ['harness/scenario-table/planted.ts', '../cli/main.ts', '../drill/drill.ts'],
  ['harness/page/planted.ts', 'node:fs', '../verdict/figures.ts'],
  ['harness/page/live/planted.ts', '../../drill/drill.ts', '../../progress/progress.ts'],
  ['harness/drill/planted.ts', '../cli/main.ts', '../load/lag.ts'],
];

const CLOCKED = ['mock-service/model', 'harness/verdict', 'harness/proxy', 'harness/load'];
const CLOCK_PLANT = 'export const now = [Date.now(), Math.random(), performance.now()];\nsetTimeout(() => {}, 1);\n';

const folder = mkdtempSync(join(tmpdir(), 'headroom-layers-'));
/** Rules that a planted file broke, as often as it did. */
const broken = new Map<string, string[]>();

/** One run of the linter over all plants, with the project's own rules. */
beforeAll(() => {
  copyFileSync('biome.json', join(folder, 'biome.json'));
  const plant = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  for (const [file, forbidden, allowed] of IMPORTS) {
    plant(file, `import '${forbidden}';\n`);
    plant(allowedTwin(file), `import '${allowed}';\n`);
  }
  for (const each of CLOCKED) plant(`${each}/clocked.ts`, CLOCK_PLANT);
  const biome = resolve('node_modules/.bin/biome');
  const { stdout } = spawnSync(biome, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: string } }[] };
  for (const { category, location } of diagnostics) {
    broken.set(location.path, [...(broken.get(location.path) ?? []), category.replace(/.*\//, '')]);
  }
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

function allowedTwin(file: string): string {
  return file.replace('planted', 'allowed');
}

describe('layers', () => {
  it.each(IMPORTS)('%s may not import %s', file => {
    expect(broken.get(file)).toContain('noRestrictedImports');
  });

  it.each(IMPORTS)('%s may import its own (not %s, but %s)', file => {
    expect(broken.get(allowedTwin(file)) ?? []).not.toContain('noRestrictedImports');
  });

  it.each(CLOCKED)('%s takes time and chance from outside', each => {
    const rules = (broken.get(`${each}/clocked.ts`) ?? []).toSorted();
    expect(rules).toEqual([
      'noJsRestrictedProperties',
      'noJsRestrictedProperties',
      'noRestrictedGlobals',
      'noRestrictedGlobals',
    ]);
  });
});
