import type { CompiledScript } from './compiled-script.ts';

export interface CompileOptions {
  /**
   * The exported names of each supported k6 module, to refuse unknown imports and `http.nosuch()` with their place. A module that is not
   * listed is not checked.
   */
  readonly members?: ReadonlyMap<string, ReadonlySet<string>>;
  /** The local file that stands in for a remote import (`https://jslib.k6.io/…`), or null if there is none. */
  readonly resolveRemote?: (url: string) => string | null;
}

/**
 * Reads, bundles and compiles a k6 script (TypeScript or JavaScript).
 * @throws ScriptErrors with everything that is wrong with it.
 */
export async function compileScript(path: string, options: CompileOptions = {}): Promise<CompiledScript> {
  throw new Error(`not yet: ${path} ${Object.keys(options)}`);
}
