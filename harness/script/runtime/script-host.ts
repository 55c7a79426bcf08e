/** What a script finds around it: one for all VUs of a drill. */
export interface ScriptHost {
  /**
   * The k6 modules by name: `k6/http` → an object with its named exports, and `default` if it has one (else the object itself is the
   * default). Blocking members are made by `blocking`, `group` by `grouping`.
   */
  readonly modules: ReadonlyMap<string, object>;
  /**
   * Global names: `console`, `Math`, `Date`, `setTimeout`, `crypto`, … Read once, when the script is instantiated; except `__VU`, `__ITER`
   * and `__ENV`, which may be accessors and are read at every use. `open` gets the folder of the file that calls it as its third
   * argument: `(path, mode, folder)`. Only names that Node has too can be offered, `open`, and names that
   * begin with `__`. What is not offered is undefined, even if Node has it.
   */
  readonly globals: Readonly<Record<string, unknown>>;
}
