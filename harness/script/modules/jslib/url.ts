/** Stands in for `https://jslib.k6.io/url`. Scripts have no global URL, as in k6; the runtime lends its own under these names. */
declare const __URL: typeof globalThis.URL;
declare const __URLSearchParams: typeof globalThis.URLSearchParams;

const url = __URL;
const searchParams = __URLSearchParams;

export { searchParams as URLSearchParams, url as URL };
