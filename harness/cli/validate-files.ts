import { extname } from 'node:path';
import { cacheSettingsSchema } from '../../mock-service/settings/cache-settings-schema.ts';
import { InputErrors, type Problem } from '../../mock-service/settings/input-errors.ts';
import { nearMiss } from '../../mock-service/settings/near-miss.ts';
import { isMapping } from '../../mock-service/settings/path.ts';
import { parseCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import { keysAt } from '../../mock-service/settings/schema-tree.ts';
import { readText, yamlSource } from '../../mock-service/settings/source.ts';
import { parseTopology } from '../topology/read-topology.ts';
import { topologySchema } from '../topology/topology-schema.ts';

/** A file that was checked; no problems means that a drill can use it. */
export interface ValidatedFile {
  readonly file: string;
  /** Null where not even that can be told. */
  readonly kind: 'script' | 'topology' | 'cache settings' | null;
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
  checkScript: (file: string) => Promise<unknown>,
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
        await checkScript(file);
      } else if (YAMLS.includes(extension)) {
        kind = kindOf(text, file);
        if (kind === 'topology') parseTopology(text, file);
        else parseCacheSettings(text, file);
      } else throw unknownKind(file, `a script (${SCRIPTS.join(', ')}) or a YAML file (${YAMLS.join(', ')}) is needed`);
    } catch (error) {
      if (!(error instanceof InputErrors)) throw error;
      problems = error.problems;
    }
    validated.push({ file, kind, problems });
  }
  return validated;
}

/** Which kind of YAML file it is, by the keys at its top; a misspelt key still tells. */
function kindOf(text: string, file: string): 'topology' | 'cache settings' {
  const { value } = yamlSource(text, file);
  const keys = isMapping(value) ? Object.keys(value) : [];
  const [topology, settings] = [keysAt(topologySchema, []), keysAt(cacheSettingsSchema, [])];
  const fitting = (allowed: readonly string[]) => keys.filter(key => nearMiss(key, allowed) !== undefined).length;
  const [asTopology, asSettings] = [fitting(topology), fitting(settings)];
  if (asTopology > asSettings) return 'topology';
  if (asSettings > 0) return 'cache settings';
  throw unknownKind(
    file,
    `neither a topology, with ${topology.join(', ')}; nor cache settings, with ${settings.join(', ')}`,
  );
}

function unknownKind(file: string, message: string): InputErrors {
  return new InputErrors([{ file, line: null, column: null, path: '', message }]);
}
