import { homedir } from 'node:os';
import { hexSha256 } from '../../mock-service/settings/fingerprint.ts';
import { type DrillSpec, secretsOf } from '../drill/drill-spec.ts';
import type { DrillEnd } from '../drill/supervisor.ts';
import { controlsOf } from '../playground/controls.ts';
import type { PlayedDrill } from '../playground/played-drill.ts';
import { recordText } from '../record/record-text.ts';
import type { RunRecord } from '../record/run-record.ts';
import { engineAsset, packed } from '../report/html/engine-asset.ts';
import { playCharts } from '../report/html/play-charts.ts';
import type { PlayOffer } from '../report/html/play-part.ts';
import type { PlayPlan } from '../report/html/play-plan.ts';
import type { WrittenFile } from '../topology/drill-sources.ts';
import { privateFolder } from './compile-cache.js';
import { DEFAULT_SETTINGS, type DrillInputs } from './flags/drill-flags.ts';
import { sameDrill } from './next-command.ts';
import { shippedFile } from './shipped-file.ts';

/** Of which drill a report is, and where its page finds what was recorded of it. */
export interface Carried {
  readonly spec: DrillSpec;
  readonly end: Pick<DrillEnd, 'exit' | 'carried'>;
  readonly record: RunRecord;
  /** What it was done with, of the settings that the command named. */
  readonly settings: WrittenFile;
  /** Paths in the page's data. */
  readonly places: Pick<PlayPlan, 'record' | 'series'>;
}

/** The engine of reports, made ready while drills run. */
export function readyEngine(): void {
  // Whoever needs it meets its error.
  engine().catch(() => {});
}

function engine(): Promise<string> {
  return engineAsset(privateFolder(process.env.XDG_CACHE_HOME, homedir()));
}

/** What a report carries of a drill, so that it can be done again there; or why it does not; null: it is none that could be. */
export async function carriedDrill(
  { spec, end, record, settings, places }: Carried,
  inputs: DrillInputs,
): Promise<PlayOffer> {
  const { carried, exit } = end;
  if (!inputs.play || spec.clock !== 'virtual' || carried === undefined) return null;
  // It did not come to its end.
  if (exit !== null && exit.code !== 99 && exit.code !== 110) return null;
  const lacks = secretsOf(spec).length > 0 ? ['the secrets that its script was given'] : carried.asked;
  if (spec.userAgent !== undefined)
    return 'It cannot run in this page: K6_USER_AGENT was set for it. On the command line it can.';
  if (lacks.length > 0)
    return `It cannot run in this page, which does not carry ${lacks.join(' and ')}. On the command line it can.`;
  const { seed, arrivals, env, tags, load } = spec;
  const played: PlayedDrill = {
    script: carried.script,
    sources: { ...inputs.sources, settings },
    baseline: inputs.baselineFile,
    how: { seed, arrivals, env, tags, ...(load === undefined ? {} : { load }) },
  };
  const isDefault = inputs.baselineFile.file === shippedFile(DEFAULT_SETTINGS);
  const plan: PlayPlan = {
    controls: controlsOf(record, carried.startsMs),
    command: sameDrill(inputs.words, spec, settings.file, isDefault ? null : inputs.baselineFile.file),
    hash: spec.headroom === null ? hexSha256(recordText(record)) : null,
    durationS: Math.max(1, Math.round(record.durationS)),
    charts: playCharts(record),
    ...places,
  };
  return { plan, engine: await engine(), drill: await packed(JSON.stringify(played)) };
}
