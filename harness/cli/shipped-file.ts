import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file that ships with Headroom, by its path in the checkout; shown relative to the working directory where that is shorter. */
export function shippedFile(path: string): string {
  if (existsSync(path)) return path;
  const absolute = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  const fromHere = relative(process.cwd(), absolute);
  return fromHere.length < absolute.length ? fromHere : absolute;
}
