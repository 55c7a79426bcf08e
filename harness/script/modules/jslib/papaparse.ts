/** Stands in for `https://jslib.k6.io/papaparse`: the library itself. Part of scripts. */
import papaparse from 'papaparse';

const { parse, unparse } = papaparse;

export { papaparse as default, parse, unparse };
