// After `npm ci`: compiles what a drill's processes load into Node's compile cache, so that the first drill starts as fast as the next.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [major] = process.versions.node.split('.').map(Number);
const DRILL = 'drill';
if (major >= 24) {
  const { useCompileCache } = await import('./compile-cache.js');
  useCompileCache();
  const drill = import('../drill/drill-process.ts');
  if (process.argv[2] !== DRILL) {
    const { DRILL_MEMORY } = await import('../drill/drill-memory.ts');
    const { memoryFlags } = await import('../site/processes/memory.ts');
    // Node keeps apart what it compiles under other flags.
    for (const memory of Object.values(DRILL_MEMORY))
      spawn(process.execPath, [...memoryFlags(memory), fileURLToPath(import.meta.url), DRILL], { stdio: 'ignore' });
    await Promise.all([
      import('./verbs/compare.ts'),
      import('./verbs/run.ts'),
      import('./keep-record.ts'),
      import('../prometheus/drill-scrape.ts'),
      import('../site/live-site.ts'),
      import('../site/processes/directory-process.ts'),
      import('../site/processes/pool-process.ts'),
      import('../site/processes/proxy-process.ts'),
      // The first report finds its engine made.
      import('./carry-drill.ts').then(({ readyEngine }) => readyEngine()),
    ]);
  }
  await drill;
}
