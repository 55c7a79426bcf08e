import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Texts of the tree by their path from its top; null for files that are not read. */
export type Tree = ReadonlyMap<string, string | null>;

/** What is made, or others': not of the tree. */
const NOT_OURS: ReadonlySet<string> = new Set(['node_modules', '.git', 'dist', 'runs', 'coverage', 'artifacts']);
/** What `npm run build` makes beside what is kept: references may lead there, built or not. */
const BUILT = ['docs/playground.html'];
const TEXT = /\.(ts|js|md|ya?ml|html)$/;

export function readTree(root: string): Tree {
  const tree = new Map<string, string | null>();
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (NOT_OURS.has(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else tree.set(path, TEXT.test(path) ? readFileSync(join(root, path), 'utf8') : null);
    }
  };
  walk('');
  for (const path of BUILT) tree.set(path, null);
  return tree;
}
