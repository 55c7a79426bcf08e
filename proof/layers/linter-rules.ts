import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Layer } from './layers.ts';

/** Tests and what only they use may import anything. */
const FREE = ['!**/*.test.ts', '!**/test-*.ts', '!**/fixtures/**'];

const CLOCK_RULES = {
  noRestrictedGlobals: {
    level: 'error',
    options: {
      deniedGlobals: Object.fromEntries(
        ['setTimeout', 'setInterval', 'setImmediate', 'performance'].map(name => [name, 'Time comes from the Clock.']),
      ),
    },
  },
};
const CLOCK_PROPERTIES = {
  noJsRestrictedProperties: {
    level: 'error',
    options: {
      entries: [
        { object: 'Date', property: 'now', message: 'Time comes from the Clock.' },
        { object: 'Math', property: 'random', message: 'Randomness comes from keyed streams.' },
        { object: 'Math', property: 'pow', message: 'Engines differ in its last digit.' },
      ],
    },
  },
};

/**
 * The table of layers as overrides of the linter, one a layer: overlapping ones would replace each other.
 * @param root where the tree is: a folder's rule names its subfolders, since imports are compared as they are written
 */
export function linterRules(layers: readonly Layer[], root: string): object {
  return {
    overrides: layers.map(layer => ({
      includes: [`${layer.folder}/**/*.ts`, ...nested(layer, layers), ...FREE],
      linter: {
        rules: {
          style: {
            noRestrictedImports: {
              level: 'error',
              options: { patterns: [{ group: patterns(layer, root), message: sentence(layer) }] },
            },
            ...(layer.clocked ? CLOCK_RULES : {}),
          },
          ...(layer.clocked ? { nursery: CLOCK_PROPERTIES } : {}),
        },
      },
    })),
  };
}

/** Folders below one that have a layer of their own. */
function nested({ folder }: Layer, layers: readonly Layer[]): string[] {
  return layers.filter(each => each.folder.startsWith(`${folder}/`)).map(each => `!${each.folder}/**`);
}

/** Everything is forbidden but what a pattern with `!` lets through; what comes later wins. */
function patterns({ folder, may, not = [] }: Layer, root: string): string[] {
  const inside = ['', ...subfolders(join(root, folder), '')];
  const own = inside.flatMap(from => inside.map(to => files(join(folder, from), join(folder, to))));
  const reach = (targets: readonly string[]): string[] =>
    targets.flatMap(target =>
      isPackage(target)
        ? [target]
        : inside.map(from =>
            /\.(ts|json)$/.test(target) ? path(join(folder, from), target) : all(join(folder, from), target),
          ),
    );
  const allowed = ['./**', ...own, ...reach(may)];
  return [...new Set(['**', ...allowed.map(pattern => `!${pattern}`), ...reach(not)])];
}

function sentence({ folder, may, not = [], clocked }: Layer): string {
  const others = may.length === 0 ? '' : ` and ${may.join(', ')}`;
  const but = not.length === 0 ? '' : ` (not ${not.join(', ')})`;
  return `${folder} imports itself${others}${but}.${clocked ? ' It does no I/O: time and chance are arguments.' : ''}`;
}

/** Folders below `folder` that hold TypeScript, as paths from it. */
function subfolders(folder: string, from: string): string[] {
  return readdirSync(join(folder, from), { withFileTypes: true })
    .filter(entry => entry.isDirectory() && entry.name !== 'fixtures')
    .flatMap(entry => [join(from, entry.name), ...subfolders(folder, join(from, entry.name))])
    .toSorted();
}

function isPackage(target: string): boolean {
  return !/^(mock-service|harness|proof|package\.json)(\/|$)/.test(target);
}

function path(from: string, to: string): string {
  const written = relative(from, to);
  return written.startsWith('.') ? written : `./${written}`;
}

function files(from: string, to: string): string {
  return from === to ? './*' : `${path(from, to)}/*`;
}

function all(from: string, to: string): string {
  return `${path(from, to)}/**`;
}
