import type { Secret } from '../../mock-service/settings/secret.ts';
import type { Outcome, Role, RoleQuery } from './role.ts';

/** A service's telemetry, as a twin file names it: ms, texts as they are. */
export interface Twin {
  readonly file: string;
  readonly fingerprint: string;
  readonly name: string;
  /** Paths of the files that describe the service and its cache settings. */
  readonly topologyFile: string;
  readonly settingsFile: string;
  readonly url: string;
  readonly token: string | null;
  readonly everyMs: number;
  readonly windowMs: number;
  /** What cannot be known from the preset's metrics, of those that are read. */
  readonly lacks: readonly string[];
  readonly roles: Readonly<Partial<Record<Role, RoleQuery>>>;
  /** Pool of the topology by the value of the pool's label; null: the value is its name. */
  readonly pools: ReadonlyMap<string, string> | null;
  /** By word, in lower case. */
  readonly outcomes: Readonly<Record<string, Outcome>>;
  /** Route of the topology by the value of the route's label. */
  readonly routes: Readonly<Record<string, string>>;
  readonly secrets: readonly Secret[];
}
