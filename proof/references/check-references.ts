// Fails on citations, links, paths and constants of docs and comments that lead nowhere: `npm run check`.
import { fileURLToPath } from 'node:url';
import { brokenReferences } from './broken-references.ts';
import { readTree } from './tree.ts';

const broken = brokenReferences(readTree(fileURLToPath(new URL('../../', import.meta.url))));
for (const { file, line, message } of broken) console.error(`${file}:${line} ${message}`);
if (broken.length > 0) process.exitCode = 1;
