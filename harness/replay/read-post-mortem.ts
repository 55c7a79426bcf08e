import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readText } from '../../mock-service/files/read-text.ts';
import { check, type FindConflicts } from '../../mock-service/settings/check.ts';
import { readAll } from '../../mock-service/settings/input-errors.ts';
import { yamlSource } from '../../mock-service/settings/source.ts';
import type { DrillClass } from '../verdict/drill-class.ts';
import { NEEDED_DRILLS, postMortemSchema } from './post-mortem-schema.ts';

/** The name of the file that makes a folder an incident's. */
export const POST_MORTEM_FILE = 'replay.yaml';

/** A public incident that can be replayed. */
export interface PostMortem {
  /** Its folder's. */
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly happened: string;
  readonly ended: string;
  /** Paths of the files, as they are read. */
  readonly script: string;
  readonly baseline: string;
  readonly drills: readonly ReplayedDrill[];
}

/** One of its drills. */
export interface ReplayedDrill {
  readonly name: string;
  readonly asks: string;
  readonly expected: DrillClass;
  readonly topology: string;
  readonly cache: string;
  readonly set: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Reads a folder's `replay.yaml`. @throws InputErrors with everything that is wrong */
export function readPostMortem(folder: string): PostMortem {
  const path = join(folder, POST_MORTEM_FILE);
  return parsePostMortem(readText(path), path);
}

/** The same for a text; `path` is what messages call it, and where the files that it names are looked for. */
export function parsePostMortem(text: string, path: string): PostMortem {
  const folder = dirname(path);
  const written = check(yamlSource(text, path), postMortemSchema, findConflicts);
  const at = (file: string): string => join(folder, file);
  return {
    name: basename(folder),
    title: written.title,
    source: written.source,
    happened: written.happened.trim(),
    ended: written.ended.trim(),
    script: at(written.script),
    baseline: at(written.baseline ?? written.cache),
    drills: incidentFirst(written.drills).map(([name, { asks, expect, topology, cache, set, env }]) => ({
      ...{ name, asks, expected: expect, set },
      topology: at(topology ?? written.topology),
      cache: at(cache ?? written.cache),
      env: Object.fromEntries(Object.entries(env).map(([key, value]) => [key, String(value)])),
    })),
  };
}

function incidentFirst<Drill>(drills: Readonly<Record<string, Drill>>): [name: string, drill: Drill][] {
  return Object.entries(drills).sort(([a], [b]) => Number(b === NEEDED_DRILLS[0]) - Number(a === NEEDED_DRILLS[0]));
}

const findConflicts: FindConflicts<ReturnType<typeof postMortemSchema.parse>> = function* ({ drills }) {
  for (const needed of NEEDED_DRILLS)
    if (!Object.hasOwn(drills, needed))
      yield {
        path: ['drills', needed],
        wrong: 'missing',
        allowed: `an incident has ${NEEDED_DRILLS.join(', ')} at least`,
      };
};

/** All incidents below a folder, by name. @throws InputErrors with the problems of all */
export function readPostMortems(folder: string): PostMortem[] {
  const names = readdirSync(folder).filter(name => existsSync(join(folder, name, POST_MORTEM_FILE)));
  return readAll(...names.sort().map(name => () => readPostMortem(join(folder, name))));
}
