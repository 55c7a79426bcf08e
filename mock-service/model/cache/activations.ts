import type { CacheSettings } from '../../settings/cache-settings.ts';
import { everyKnob, type KnobName } from '../../settings/knobs.ts';

/**
 * How often each knob did something (model §2); what counts as that is the table's `acted`. A drill in which a knob never acted
 * says nothing about that knob.
 */
export type Activations = Record<KnobName, number>;

export function noActivations(): Activations {
  return everyKnob(() => 0);
}

/** How many entries the settings allow. */
export function capacityOf(settings: CacheSettings): number {
  const { capacity } = settings;
  return Math.max(1, Math.floor('entries' in capacity ? capacity.entries : capacity.bytes / settings.entrySizeBytes));
}
