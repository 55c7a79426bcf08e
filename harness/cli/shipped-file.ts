import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What of Headroom's own tree can be named from any folder: scripts, topologies, settings. */
const SHIPPED = /^(?:scenarios|examples|mock-service\/settings)\/[\w./-]+\.(?:ts|yaml)$/;

/** A file that ships with Headroom, by its path in the checkout; shown relative to the working directory where that is shorter. */
export function shippedFile(path: string): string {
  if (existsSync(path)) return path;
  const absolute = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  const fromHere = relative(process.cwd(), absolute);
  return fromHere.length < absolute.length ? fromHere : absolute;
}

/** A file as it was named on the command line: one from the working folder, else one that ships under that name, else as it is. */
export function namedFile(path: string): string {
  if (existsSync(path) || !SHIPPED.test(path)) return path;
  const shipped = shippedFile(path);
  return existsSync(shipped) ? shipped : path;
}
