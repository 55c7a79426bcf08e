import { join } from 'node:path';

/** Libraries of jslib.k6.io that have a stand-in here, by their names there; any version. */
const STAND_INS: Readonly<Record<string, string>> = {
  'k6-summary': 'k6-summary.ts',
  'k6-utils': 'k6-utils.ts',
  url: 'url.ts',
  'form-urlencoded': 'form-urlencoded.ts',
};

/** `https://jslib.k6.io/k6-utils/1.4.0/index.js`. */
const JSLIB = /^https:\/\/jslib\.k6\.io\/([\w-]+)\/[\w.-]+\/index\.js$/;

/** The local file for a remote import; null if there is none. */
export function resolveRemote(url: string): string | null {
  const name = JSLIB.exec(url)?.[1];
  if (name === undefined || !Object.hasOwn(STAND_INS, name)) return null;
  return join(import.meta.dirname, STAND_INS[name] as string);
}

/** The remote imports that have a local file, for messages. */
export const remoteLibraries: readonly string[] = Object.keys(STAND_INS);
