// After `npm ci`: compiles what a drill's processes load into Node's compile cache, so that the first drill starts as fast as the next.
const [major] = process.versions.node.split('.').map(Number);
if (major >= 24) {
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  await Promise.all([
    import('./compare.ts'),
    import('../drill/drill-process.ts'),
    import('../prometheus/drill-scrape.ts'),
    import('../topology/live-site.ts'),
    import('../topology/directory-process.ts'),
    import('../topology/pool-process.ts'),
    import('../topology/proxy-process.ts'),
  ]);
}
