import type { AnySettings } from '../../mock-service/settings/cache-settings.ts';
import type { Secret } from '../../mock-service/settings/secret.ts';
import type { HeldLoad } from '../load/held-load.ts';
import type { LoadOverrides } from '../load/load-overrides.ts';
import type { Amendment } from '../operations/amendment.ts';
import type { Operation } from '../operations/catalogue/catalogue.ts';
import type { ImportMap } from '../script/compile/import-map.ts';
import type { SecretSource } from '../script/modules/secrets.ts';
import type { Target } from '../site/target/target.ts';
import type { SiteSettings } from '../site/virtual-site.ts';
import type { SystemUnderTest } from '../topology/system-under-test.ts';
import type { Topology } from '../topology/topology.ts';
import type { RolloutPlan } from './rollout-plan.ts';

/** What a drill is, whatever the system under test. */
interface SpecOf<System extends SystemUnderTest, Settings> {
  readonly clock: 'live' | 'virtual';
  /** Path of the script. */
  readonly script: string;
  readonly topology: System;
  readonly settings: Settings;
  readonly seed: number;
  readonly arrivals: 'poisson' | 'even';
  /** `--import-map`: files that imports of the script mean. */
  readonly imports?: ImportMap;
  /** `-e KEY=VALUE`. */
  readonly env: Readonly<Record<string, string>>;
  /** `--secret-source`: what `k6/secrets` gives the script, and nobody else is shown. */
  readonly secretSources?: readonly SecretSource[];
  /** `--tag KEY=VALUE`: on every sample. */
  readonly tags: Readonly<Record<string, string>>;
  /** `K6_USER_AGENT`: instead of the script's option. */
  readonly userAgent?: string;
  /** What `--vus`, `--duration` and `--iterations` say instead of the script's options. */
  readonly load?: LoadOverrides;
  /** Only to see what the script's code meets, in drills on that clock: one iteration of each scenario. */
  readonly trial?: 'live' | 'virtual';
  /** Hosts beside this machine that may be sent to. */
  readonly allowedHosts: readonly string[];
  /** Capacity ÷ peak as measured for this topology and these settings; null: not measured. */
  readonly headroom: number | null;
  /** The harness, not the script, says how many users come and what operators do. */
  readonly direction?: Direction;
}

/** All that determines a drill of a modelled site: the same specification and seed, the same virtual record. */
export interface DrillSpec extends SpecOf<Topology, SiteSettings> {
  /** What the harness orders besides the script's operators, on a virtual clock. */
  readonly orders?: readonly Order[];
  /** What the harness has otherwise than the script says, on a virtual clock: a cell of a map. */
  readonly varied?: Variation;
  readonly target?: undefined;
}

/** A drill of a system that exists. */
export interface TargetSpec
  extends SpecOf<SystemUnderTest, { readonly underTest: AnySettings; readonly baseline: AnySettings | null }> {
  readonly clock: 'live';
  readonly target: Target;
  /** Everything is tried, at one request a second. */
  readonly rehearsal: boolean;
}

/** What of a script is varied; the rest of it stays. */
interface Variation {
  /** Times the script's own load. */
  readonly load?: number;
  /** What the script's operators order with other values. */
  readonly amended?: readonly Amendment[];
}

/** An operation that is ordered so many seconds after t = 0. */
export interface Order {
  readonly atS: number;
  readonly operation: Operation;
}

export type AnySpec = DrillSpec | TargetSpec;

/** A drill of which the script gives the users and their mix alone. What its operators order is accepted and left undone. */
export interface Direction {
  readonly load: HeldLoad;
  /** Has all users from before t = 0 on. */
  readonly pool: string;
  /** Ends a few seconds after an objective is surely broken: what follows could not change the verdict. */
  readonly stopWhenBroken: boolean;
  /** What operators do is done by hand, and so is the end: what setup() orders is done, and users stay until then. */
  readonly byHand?: true;
  /** Keep what so many sessions send, to send it again by other means. */
  readonly recordSessions?: number;
  /** Stage the settings under test while the load is held. */
  readonly rollout?: RolloutPlan;
}

/** Where a drill finds the system under test. */
export interface Place {
  readonly baseUrl: string;
  readonly controlUrl: string;
  readonly controlToken: string;
}

/** What a script finds in `__ENV` (model §10), under what the user gives with `-e`. */
export function scriptEnvironment({ topology, env, target }: AnySpec, place: Place): Record<string, string> {
  const { name, users, popularity, peakPerSecond } = topology;
  return {
    BASE_URL: place.baseUrl,
    CONTROL_URL: place.controlUrl,
    CONTROL_TOKEN: place.controlToken,
    REGION: target?.region ?? name,
    USERS: String(users),
    POPULARITY: popularity === 'uniform' ? 'uniform' : `zipf:${popularity.zipf}`,
    PEAK: String(peakPerSecond),
    ...env,
  };
}

/** What nobody is to see of a drill. */
export function secretsOf({ secretSources = [] }: Pick<AnySpec, 'secretSources'>): Secret[] {
  return secretSources.flatMap(({ secrets }) => secrets);
}
