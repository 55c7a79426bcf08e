import type { DrillReady } from './drill-messages.ts';

/** What a process has open beside its connections, with room to spare. */
const OWN_FILES = 100;
/** The proxy has two connections for each request under way: the caller's and the instance's. */
const FILES_A_VU = 2;

/** Whether the load finds room in what a process may have open, and what to say if not. */
export type OpenFiles = { readonly kind: 'enough' } | { readonly kind: 'few' | 'too-few'; readonly sentence: string };

/**
 * Each VU has a connection of its own: too few open files would look as if the system refused them.
 * @param limit open files that this machine allows a process; null: any number
 */
export function openFilesFor({ planned, most }: DrillReady['vus'], limit: number | null): OpenFiles {
  if (limit === null || filesFor(most) <= limit) return { kind: 'enough' };
  const kind = filesFor(planned) > limit ? 'too-few' : 'few';
  const vus = kind === 'few' ? most : planned;
  const need = `${vus} VUs take ${filesFor(vus)} open files, and this machine allows a process ${limit}`;
  const way = 'raise it (ulimit -n), or lower maxVUs';
  if (kind === 'too-few') return { kind, sentence: `${need}: ${way}` };
  return { kind, sentence: `${need}: should they run out, the drill is inconclusive; ${way}` };
}

function filesFor(vus: number): number {
  return FILES_A_VU * vus + OWN_FILES;
}

/** Open files that a process may have: Node raises the soft limit to the hard one when it starts. Null: any number. */
export function openFilesLimit(): number | null {
  // Without a look at every connection.
  const report = Object.assign(process.report, { excludeNetwork: true });
  const { userLimits } = report.getReport() as { userLimits?: { open_files?: { soft: number | string } } };
  const limit = userLimits?.open_files?.soft;
  return typeof limit === 'number' ? limit : null;
}
