/** Stands in for `https://jslib.k6.io/url`. Scripts have no global URL, as in k6; this is the host's. */
export { URL, URLSearchParams } from 'k6/headroom/url';
