/** A download's name, such as every file system takes: `eu-peak-failover-short-ttl.run.json`. */
export function fileNameOf(text: string, kind: string): string {
  const safe = text
    .replace(/[^a-zA-Z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80);
  return `${safe === '' ? 'headroom' : safe}.${kind}.json`;
}
