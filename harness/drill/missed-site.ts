import type { CompiledScript } from '../script/compile/compiled-script.ts';
import type { AnySpec } from './drill-spec.ts';

/** Of a drill of a modelled site: what of the script would not reach it, each as a sentence. */
export function missedSite({ target, env }: AnySpec, { absoluteUrls }: Pick<CompiledScript, 'absoluteUrls'>): string[] {
  if (target !== undefined) return [];
  const way = 'the modelled site is in __ENV.BASE_URL, and --target FILE drills one that exists';
  const written = absoluteUrls.map(
    ({ origin, file, line, column }) =>
      `${file}:${line}:${column}: what is sent to ${origin} does not reach the site under test: ${way}`,
  );
  const given = env.BASE_URL;
  return given === undefined
    ? written
    : [...written, `-e BASE_URL=${given}: what is sent there does not reach the site under test: ${way}`];
}
