import { Document } from 'yaml';

/** What runs a script distributed on Kubernetes. */
export interface DistributedRun {
  /** Of both objects. */
  readonly name: string;
  readonly namespace: string | null;
  /** The script's file in the ConfigMap. */
  readonly file: string;
  /** One module for k6. */
  readonly code: string;
  /** How many k6 processes share the load. */
  readonly parallelism: number;
  /** The script's `__ENV`. */
  readonly env: Readonly<Record<string, string>>;
  /** Tags of every sample. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Kubernetes refuses larger objects. */
export const CONFIG_MAP_BYTES = 1024 * 1024;

/**
 * A ConfigMap that holds the script, and a TestRun of k6's operator (`k6.io/v1alpha1`) that runs it: its processes share every
 * scenario's rate and VUs between them, so the load is the same whatever `parallelism` is.
 */
export function distributedRun({ name, namespace, file, code, parallelism, env, tags }: DistributedRun): string {
  const metadata = { name, ...(namespace === null ? {} : { namespace }) };
  const variables = Object.entries(env).map(([variable, value]) => ({ name: variable, value }));
  const flags = Object.entries(tags).map(([tag, value]) => `--tag ${quoted(`${tag}=${value}`)}`);
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { [file]: code } };
  const testRun = {
    apiVersion: 'k6.io/v1alpha1',
    kind: 'TestRun',
    metadata,
    spec: {
      parallelism,
      script: { configMap: { name, file } },
      ...(flags.length === 0 ? {} : { arguments: flags.join(' ') }),
      ...(variables.length === 0 ? {} : { runner: { env: variables } }),
    },
  };
  return [configMap, testRun].map(object => new Document(object).toString({ lineWidth: 0 })).join('---\n');
}

/** As a shell takes it. */
function quoted(text: string): string {
  return /^[\w=.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
