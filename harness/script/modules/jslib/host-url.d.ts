/** A module of the runtime for its own stand-ins; not for scripts, which k6 runs too. */
declare module 'k6/headroom/url' {
  export const URL: typeof globalThis.URL;
  export const URLSearchParams: typeof globalThis.URLSearchParams;
}
