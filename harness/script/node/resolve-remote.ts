import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../modules/jslib');

/** Libraries of jslib.k6.io that have a stand-in here, by their names there; any version. */
const JSLIB_FILES: Readonly<Record<string, string>> = {
  'form-urlencoded': 'form-urlencoded.ts',
  formdata: 'formdata.ts',
  httpx: 'httpx.ts',
  'k6-summary': 'k6-summary.ts',
  'k6-testing': 'k6-testing.ts',
  'k6-utils': 'k6-utils.ts',
  k6chaijs: 'k6chaijs.ts',
  papaparse: 'papaparse.ts',
  url: 'url.ts',
};

/** `https://jslib.k6.io/k6-utils/1.4.0/index.js`. */
const JSLIB = /^https:\/\/jslib\.k6\.io\/([\w-]+)\/[\w.-]+\/index\.js$/;
/** `https://raw.githubusercontent.com/benc-uk/k6-reporter/main/dist/bundle.js`. */
const REPORTER =
  /^https:\/\/(raw\.githubusercontent\.com|cdn\.jsdelivr\.net\/gh)\/benc-uk\/k6-reporter[@/].*\/bundle\.js$/;

/** The local file for a remote import; null if there is none. */
export function resolveRemote(url: string): string | null {
  const [address = ''] = url.split(/[?#]/, 1);
  const name = JSLIB.exec(address)?.[1];
  const file = name !== undefined && Object.hasOwn(JSLIB_FILES, name) ? JSLIB_FILES[name] : undefined;
  if (file !== undefined) return join(FOLDER, file);
  return REPORTER.test(address) ? join(FOLDER, 'k6-reporter.ts') : null;
}

/** The remote imports that have a local file, for messages. */
export const remoteLibraries: readonly string[] = Object.keys(JSLIB_FILES);
