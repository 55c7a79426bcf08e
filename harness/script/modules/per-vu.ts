import type { VuContext } from '../runtime/script-runtime.ts';

/** Something that a module keeps for each VU, found by the VU's number: an array access on the request path. */
export class PerVu<T extends { readonly vu: VuContext }> {
  #byId: (T | undefined)[] = [];
  #make: (vu: VuContext) => T;

  constructor(make: (vu: VuContext) => T) {
    this.#make = make;
  }

  of(vu: VuContext): T {
    const kept = this.#byId[vu.id];
    // Number 0 is that of setup, teardown and handleSummary, one after the other.
    if (kept !== undefined && kept.vu === vu) return kept;
    return (this.#byId[vu.id] = this.#make(vu));
  }

  /** Keeps another one from now on. */
  replace(kept: T): T {
    return (this.#byId[kept.vu.id] = kept);
  }
}
