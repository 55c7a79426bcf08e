import { fileURLToPath } from 'node:url';

/** The browser side of a page, in one text each. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** What each page is made of. */
const SOURCES = {
  report: {
    script: new URL('../../watch/page/report.ts', import.meta.url),
    style: new URL('../../watch/page/report.css', import.meta.url),
  },
  live: {
    script: new URL('../../watch/page/live.ts', import.meta.url),
    style: new URL('../../watch/page/live.css', import.meta.url),
  },
};

const bundled = new Map<keyof typeof SOURCES, Promise<PageAssets>>();

/** A page's script and styles, bundled from their sources once in a process. @throws Error if they do not compile: our own bug. */
export function pageAssets(page: keyof typeof SOURCES = 'report'): Promise<PageAssets> {
  const known = bundled.get(page) ?? bundle(SOURCES[page]);
  bundled.set(page, known);
  return known;
}

async function bundle({ script, style }: (typeof SOURCES)[keyof typeof SOURCES]): Promise<PageAssets> {
  const { steadyBuild } = await import('../../script/compile/steady-build.ts');
  const { outputFiles } = await steadyBuild({
    entryPoints: [fileURLToPath(script), fileURLToPath(style)],
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
  for (const text of Object.values(assets)) {
    // Each stands inside an element that this would end.
    if (text === '' || /<\/(script|style)/i.test(text)) throw new Error('the page bundle cannot be inlined');
  }
  return assets;
}
