import { extname } from 'node:path';
import { readText } from '../../mock-service/files/read-text.ts';
import { cacheSettingsSchema } from '../../mock-service/settings/cache-settings-schema.ts';
import { InputErrors, type Problem } from '../../mock-service/settings/input-errors.ts';
import { nearMiss } from '../../mock-service/settings/near-miss.ts';
import { isMapping } from '../../mock-service/settings/path.ts';
import { parseCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import { keysAt } from '../../mock-service/settings/schema-tree.ts';
import { yamlSource } from '../../mock-service/settings/source.ts';
import { postMortemSchema } from '../replay/post-mortem-schema.ts';
import { parsePostMortem } from '../replay/read-post-mortem.ts';
import { parseTarget } from '../site/target/read-target.ts';
import { targetSchema } from '../site/target/target-schema.ts';
import { parseTopology } from '../topology/read-topology.ts';
import { topologySchema } from '../topology/topology-schema.ts';
import { parseTwin } from '../twin/read-twin.ts';
import { twinSchema } from '../twin/twin-schema.ts';

/** One that needs what works in live drills alone is told apart. */
export type ScriptKind = 'script' | 'script for live drills';

/** A file that was checked; no problems means that a drill can use it. */
export interface ValidatedFile {
  readonly file: string;
  /** Null where not even that can be told. */
  readonly kind: ScriptKind | (typeof FILES)[number]['kind'] | null;
  readonly problems: readonly Problem[];
}

const SCRIPTS = ['.ts', '.js', '.mts', '.mjs', '.cjs'];
const YAMLS = ['.yaml', '.yml', '.json'];

/**
 * Checks files of any kind, each whatever the others hold.
 * @param checkScript compiles a script and checks its options. @throws InputErrors with what is wrong.
 */
export async function validateFiles(
  files: readonly string[],
  checkScript: (file: string) => Promise<ScriptKind>,
): Promise<ValidatedFile[]> {
  const validated: ValidatedFile[] = [];
  for (const file of files) {
    let kind: ValidatedFile['kind'] = null;
    let problems: readonly Problem[] = [];
    try {
      const extension = extname(file).toLowerCase();
      const text = readText(file);
      if (SCRIPTS.includes(extension)) {
        kind = 'script';
        kind = await checkScript(file);
      } else if (YAMLS.includes(extension)) {
        kind = kindOf(text, file);
        check(kind, text, file);
      } else throw unknownKind(file, `a script (${SCRIPTS.join(', ')}) or a YAML file (${YAMLS.join(', ')}) is needed`);
    } catch (error) {
      if (!(error instanceof InputErrors)) throw error;
      problems = error.problems;
    }
    validated.push({ file, kind, problems });
  }
  return validated;
}

/** The kinds of YAML file; of two that fit as well the one that stands first here. */
const FILES = [
  { kind: 'topology', called: 'a topology', schema: topologySchema },
  { kind: 'target', called: 'a target', schema: targetSchema },
  { kind: 'twin', called: 'a twin', schema: twinSchema },
  { kind: 'post-mortem', called: 'a post-mortem', schema: postMortemSchema },
  { kind: 'cache settings', called: 'cache settings', schema: cacheSettingsSchema },
] as const;

/** Which kind of YAML file it is, by the keys at its top; a misspelt key still tells. */
function kindOf(text: string, file: string): (typeof FILES)[number]['kind'] {
  const { value } = yamlSource(text, file);
  const keys = isMapping(value) ? Object.keys(value) : [];
  const known = FILES.map(({ kind, called, schema }) => {
    const allowed = keysAt(schema, []);
    const fitting = keys.filter(key => nearMiss(key, allowed) !== undefined).length;
    return { kind, fitting, text: `${called}, with ${allowed.join(', ')}` };
  });
  const [best] = known.toSorted((a, b) => b.fitting - a.fitting);
  if (best !== undefined && best.fitting > 0) return best.kind;
  throw unknownKind(file, `neither ${known.map(each => each.text).join('; nor ')}`);
}

function check(kind: (typeof FILES)[number]['kind'], text: string, file: string): void {
  switch (kind) {
    case 'topology':
      parseTopology(text, file);
      return;
    case 'target':
      // What is given on the command line of a drill may be given then.
      parseTarget(text, file, { env: process.env, hasBaseline: true });
      return;
    case 'twin':
      parseTwin(text, file, process.env);
      return;
    case 'post-mortem':
      parsePostMortem(text, file);
      return;
    case 'cache settings':
      parseCacheSettings(text, file);
  }
}

function unknownKind(file: string, message: string): InputErrors {
  return new InputErrors([{ file, line: null, column: null, path: '', message }]);
}
