#!/usr/bin/env node
// Plain JavaScript, so that a Node too old for the rest can say so.
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `headroom needs Node.js 24 or later, and this is ${process.version}. ` +
      // npm ci brings one for no other machine.
      (process.platform === 'linux' && process.arch === 'x64'
        ? 'In a checkout, `npx headroom …` and `npm start` use the one that `npm ci` has brought; or install a current Node.js.'
        : 'Install a current Node.js.'),
  );
  process.exitCode = 2;
} else {
  const { useCompileCache } = await import('./compile-cache.js');
  useCompileCache();
  const { main } = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2));
}
