/** What the proxy does by itself, for the timeline. */
export interface ProxyEvent {
  readonly kind:
    | 'instance-down'
    | 'instance-up'
    | 'instance-ejected'
    | 'instance-returned'
    /** Most users now go to another pool: by an operation, or by a failover that health decided. */
    | 'active-pool'
    /** All users have been moved. */
    | 'move-completed';
  /** ms on the Clock. */
  readonly atMs: number;
  readonly pool: string;
  /** `alternate-2`; null if the whole pool is meant. */
  readonly instance: string | null;
  /** A phrase for people. */
  readonly detail: string;
}
