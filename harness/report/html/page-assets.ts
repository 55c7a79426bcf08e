import { fileURLToPath } from 'node:url';

/** The browser side of a page, in one text each. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** Put here by the build (esbuild's `define`), so that the published program carries the page ready made. */
declare const HEADROOM_REPORT_ASSETS: PageAssets | undefined;

let bundled: Promise<PageAssets> | null = null;

/** The report's script and styles: those that the build put in, or bundled from their sources, once. */
export function pageAssets(): Promise<PageAssets> {
  if (typeof HEADROOM_REPORT_ASSETS !== 'undefined') return Promise.resolve(HEADROOM_REPORT_ASSETS);
  bundled ??= bundlePage('report');
  return bundled;
}

/** Bundles `harness/page/<name>.ts` and `.css`. @throws Error if they do not compile: our own bug. */
export async function bundlePage(name: 'report'): Promise<PageAssets> {
  const { build } = await import('esbuild');
  const source = (extension: string): string =>
    fileURLToPath(new URL(`../../page/${name}.${extension}`, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [source('ts'), source('css')],
    outdir: '/',
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['chrome111', 'firefox113', 'safari16.2'],
    charset: 'utf8',
    logLevel: 'silent',
    banner: { js: '/*! Charts: uPlot, (c) Leon Sorokin, MIT licence */' },
  });
  const textOf = (extension: string): string =>
    (outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '').trim();
  const assets = { script: textOf('.js'), style: textOf('.css') };
  // Both stand inside an element that this would end.
  for (const text of Object.values(assets)) {
    if (text === '' || /<\/(script|style)/i.test(text)) throw new Error(`the page's ${name} bundle cannot be inlined`);
  }
  return assets;
}
