// After `npm ci`: makes `npx headroom` this checkout's own command, never one from elsewhere.
import { lstatSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';

const link = new URL('../../node_modules/.bin/headroom', import.meta.url);
mkdirSync(new URL('.', link), { recursive: true });
if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) rmSync(link);
symlinkSync('../../harness/cli/headroom.js', link);
