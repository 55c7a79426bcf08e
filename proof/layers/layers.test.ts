import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAYERS, type Layer } from './layers.ts';
import { linterRules } from './linter-rules.ts';

// Each folder's rule must catch what it forbids, and let through what the folder may do: a linter that checks nothing passes too.
const CLOCK_PLANT = 'export const now = [Date.now(), Math.random(), performance.now()];\nsetTimeout(() => {}, 1);\n';

const folder = mkdtempSync(join(tmpdir(), 'headroom-layers-'));
/** Rules that a planted file broke, as often as it did. */
const broken = new Map<string, string[]>();

const targets = [...LAYERS.map(layer => `${layer.folder}/some.ts`), 'left-pad'];
const imports = LAYERS.flatMap((layer, from) =>
  targets.map((target, to) => ({ layer, target, file: `${layer.folder}/planted-${from}-${to}.ts` })),
);

/** One run of the linter over all plants, with the project's own rules. */
beforeAll(() => {
  for (const file of ['biome.json', 'biome.layers.json']) copyFileSync(file, join(folder, file));
  const plant = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  for (const { file, target } of imports) plant(file, `import '${written(file, target)}';\n`);
  for (const layer of LAYERS) plant(`${layer.folder}/clocked.ts`, CLOCK_PLANT);
  const biome = resolve('node_modules/.bin/biome');
  const { stdout } = spawnSync(biome, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: string } }[] };
  for (const { category, location } of diagnostics) {
    broken.set(location.path, [...(broken.get(location.path) ?? []), category.replace(/.*\//, '')]);
  }
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

function written(file: string, target: string): string {
  if (!target.includes('/')) return target;
  const path = relative(dirname(file), target);
  return path.startsWith('.') ? path : `./${path}`;
}

function isAllowed({ folder: own, may, not = [] }: Layer, target: string): boolean {
  const within = (parent: string): boolean => target.startsWith(`${parent}/`);
  return within(own) || (may.some(within) && !not.some(within));
}

describe('layers', () => {
  it('are what the linter is told: npm run generate', () => {
    const rules = `${JSON.stringify(linterRules(LAYERS, process.cwd()), null, 2)}\n`;
    expect(readFileSync('biome.layers.json', 'utf8')).toBe(rules);
  });

  it('stand in order: a folder imports only what stands above it, so no two import each other', () => {
    const above = (layer: Layer): string[] => LAYERS.slice(0, LAYERS.indexOf(layer)).map(({ folder }) => folder);
    const related = (one: string, other: string): boolean =>
      `${one}/`.startsWith(`${other}/`) || other.startsWith(`${one}/`);
    const wrong = LAYERS.flatMap(layer =>
      layer.may
        .filter(target => target.startsWith('harness/') || target.startsWith('mock-service/'))
        // A layer within another may take single files of it: the circles between files are the linter's to find.
        .filter(target => !(target.endsWith('.ts') && layer.folder.startsWith(`${dirname(target)}/`)))
        .filter(target => !above(layer).some(folder => related(target, folder)))
        .map(target => `${layer.folder} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it.each(LAYERS)('$folder imports what the table lets it, and nothing else', layer => {
    const planted = imports.filter(each => each.layer === layer);
    const found = planted.map(each => [each.target, !(broken.get(each.file) ?? []).includes('noRestrictedImports')]);
    expect(found).toEqual(planted.map(each => [each.target, isAllowed(layer, each.target)]));
  });

  it.each(LAYERS.filter(layer => layer.clocked))('$folder takes time and chance from outside', layer => {
    const rules = (broken.get(`${layer.folder}/clocked.ts`) ?? []).toSorted();
    expect(rules).toEqual([
      'noJsRestrictedProperties',
      'noJsRestrictedProperties',
      'noRestrictedGlobals',
      'noRestrictedGlobals',
    ]);
  });

  it('that run anywhere may not ask for what is Node’s', () => {
    const asking = LAYERS.filter(({ anywhere, may }) => anywhere && may.some(each => each.startsWith('node:')));
    expect(asking).toEqual([]);
  });

  it.each(LAYERS.filter(layer => layer.anywhere))('$folder has nothing of Node in all that it imports', async layer => {
    expect(await askedOfNode(filesOf(layer))).toEqual([]);
  });

  it('are told where something of Node is hidden behind what they import', async () => {
    const file = join(folder, 'mock-service/model/behind.ts');
    writeFileSync(file, `export * from '${resolve('mock-service/files/read-text.ts')}';\n`);
    expect(await askedOfNode([file])).toContain('mock-service/files/read-text.ts: node:fs');
  });
});

/** A layer's own files, without tests and what only they use. */
function filesOf({ folder }: Layer): string[] {
  const inner = LAYERS.map(each => `${each.folder}/`).filter(each => each.startsWith(`${folder}/`));
  return globSync(`${folder}/**/*.ts`).filter(
    file => !/\.test\.ts$|\/test-|\/fixtures\//.test(file) && !inner.some(each => file.startsWith(each)),
  );
}

/** Where files of this tree, or what they import at whatever remove, import something of Node. */
async function askedOfNode(entryPoints: readonly string[]): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [...entryPoints],
    absWorkingDir: process.cwd(),
    bundle: true,
    write: false,
    outdir: folder,
    format: 'esm',
    platform: 'browser',
    // Packages answer for themselves where the bundle of a report is made of them.
    packages: 'external',
    metafile: true,
    logLevel: 'silent',
  });
  return Object.entries(metafile.inputs).flatMap(([file, { imports }]) =>
    imports.filter(({ path }) => path.startsWith('node:')).map(({ path }) => `${file}: ${path}`),
  );
}
