import type { Happening } from '../operations/catalogue/system-event.ts';

/** What the proxy does by itself, for the timeline; and that all users have been moved, as an operation had asked. */
export type ProxyEvent =
  | Happening<
      | 'instance-down'
      | 'instance-up'
      | 'instance-ejected'
      | 'instance-returned'
      | 'slow-start'
      | 'active-pool'
      | 'instance-died'
      | 'instance-restarted'
    >
  | { readonly kind: 'move-completed'; readonly atMs: number };
