// After `npm ci`: compiles what a drill's processes load into Node's compile cache, so that the first drill starts as fast as the next.
const [major] = process.versions.node.split('.').map(Number);
if (major >= 24) {
  const { useCompileCache } = await import('./compile-cache.js');
  useCompileCache();
  await Promise.all([
    import('./verbs/compare.ts'),
    import('./keep-record.ts'),
    import('../drill/drill-process.ts'),
    import('../prometheus/drill-scrape.ts'),
    import('../site/live-site.ts'),
    import('../site/processes/directory-process.ts'),
    import('../site/processes/pool-process.ts'),
    import('../site/processes/proxy-process.ts'),
    // The first report finds its engine made.
    import('./carry-drill.ts').then(({ readyEngine }) => readyEngine()),
  ]);
}
