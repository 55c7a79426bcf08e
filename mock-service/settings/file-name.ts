/** The last part of a file's path: `ttl-30s.yaml` of `settings/ttl-30s.yaml`. As a function of the text alone: it is the same on any machine. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
