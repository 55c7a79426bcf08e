// Writes the tables of docs/proxy.md: `npm run generate`.
import { readFileSync, writeFileSync } from 'node:fs';
import { PAGE, pageText } from './page.ts';

const file = new URL(`../../../${PAGE}`, import.meta.url);

writeFileSync(file, pageText(readFileSync(file, 'utf8')));
