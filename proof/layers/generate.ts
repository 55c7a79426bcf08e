// Writes the table of layers as the linter's rules: `npm run generate`.
import { writeFileSync } from 'node:fs';
import { LAYERS } from './layers.ts';
import { linterRules } from './linter-rules.ts';

const ROOT = new URL('../../', import.meta.url);

writeFileSync(new URL('biome.layers.json', ROOT), `${JSON.stringify(linterRules(LAYERS, ROOT.pathname), null, 2)}\n`);
