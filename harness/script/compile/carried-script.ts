import type { CompiledScript } from './compiled-script.ts';

/** A compiled script as it is carried to where there is no compiler: without the way back to the user's files. */
export type CarriedScript = Pick<
  CompiledScript,
  'path' | 'url' | 'code' | 'fingerprint' | 'imports' | 'usesPromises' | 'exports' | 'shape'
>;

export function carriedScript(script: CompiledScript): CarriedScript {
  const { path, url, code, fingerprint, imports, usesPromises, exports, shape } = script;
  return { path, url, code, fingerprint, imports, usesPromises, exports, shape };
}

/**
 * The script where it has been carried to. Nothing of it has a place in a file there.
 * @param evaluate gives the value of its code
 */
export function arrivedScript(carried: CarriedScript, evaluate: () => unknown): CompiledScript {
  return {
    ...carried,
    evaluate,
    map: '',
    locate: () => null,
    absoluteUrls: [],
    optionPlace: () => null,
    stack: () => [],
  };
}
