/**
 * Node's compile cache in a folder of the user's own. Node's default is below the shared temporary folder, where somebody else may have
 * put code for us. Plain JavaScript: types that are there before the cache is would have Node load its TypeScript parser at each start.
 */
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Lets Node keep what it compiles, unless NODE_COMPILE_CACHE has chosen where. */
export function useCompileCache() {
  if (process.env.NODE_COMPILE_CACHE) return;
  const folder = privateFolder(process.env.XDG_CACHE_HOME, homedir());
  if (folder !== null) enableCompileCache(folder);
}

/**
 * Makes `headroom/compiled` below XDG_CACHE_HOME or ~/.cache, for its user alone.
 * @param {string | undefined} cacheHome
 * @param {string} home
 * @returns {string | null} null if it cannot be made, or is somebody else's: the first start is slower then, nothing else
 */
export function privateFolder(cacheHome, home) {
  const base = cacheHome !== undefined && isAbsolute(cacheHome) ? cacheHome : join(home, '.cache');
  const own = join(base, 'headroom');
  const folder = join(own, 'compiled');
  try {
    for (const each of [base, own, folder]) if (!isThere(each)) mkdirSync(each, { mode: 0o700 });
    for (const each of [own, folder]) if (!isOwn(each)) return null;
    return folder;
  } catch {
    return null;
  }
}

/** @param {string} path */
function isThere(path) {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/**
 * A folder, no link, of this user; closed to others if it was not.
 * @param {string} path
 */
function isOwn(path) {
  const stat = lstatSync(path);
  if (!stat.isDirectory() || stat.uid !== (process.getuid?.() ?? stat.uid)) return false;
  if ((stat.mode & 0o077) !== 0) chmodSync(path, 0o700);
  return true;
}
