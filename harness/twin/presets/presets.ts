import { envoy } from './envoy.ts';
import { haproxy } from './haproxy.ts';
import { headroom } from './headroom.ts';
import { nginx } from './nginx.ts';
import { openTelemetry } from './opentelemetry.ts';
import type { Preset } from './preset.ts';
import { promClient } from './prom-client.ts';
import { spring } from './spring.ts';

/** By the word that a twin file has for them. */
export const PRESETS = {
  opentelemetry: openTelemetry,
  'prom-client': promClient,
  nginx,
  haproxy,
  envoy,
  spring,
  headroom,
} as const satisfies Readonly<Record<string, Preset>>;

export type PresetName = keyof typeof PRESETS;
export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];
