/**
 * Exponentials, logarithms and sine as Node 24 and 26 compute them, to the last bit: by the methods of fdlibm (Freely Distributable LIBM, Copyright
 * 1993 Sun Microsystems, Inc., whose permission to use, copy, modify and distribute is freely granted provided that this notice is preserved).
 * Newer browsers have another library, which rounds one result in ten the other way: a drill there would be another in its last digits.
 */

const double = new Float64Array(1);
/** Low and high word, on the machines that there are. */
const words = new Int32Array(double.buffer);

function highWord(x: number): number {
  double[0] = x;
  return words[1] as number;
}

function withHighWord(x: number, high: number): number {
  double[0] = x;
  words[1] = high;
  return double[0] as number;
}

/** 2 to the power k, of a normal number. */
function powerOfTwo(k: number): number {
  words[0] = 0;
  words[1] = (1023 + k) << 20;
  return double[0] as number;
}

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const INVERSE_LN2 = Math.LOG2E;
const TWO_54 = 18_014_398_509_481_984;
const TWO_1023 = 8.98846567431158e307;

/** The k of x = k·ln 2 + r with a small r; 0 for an x that is small itself. @param size the high word of its amount */
function powerIn(x: number, size: number): number {
  if (size <= 0x3fd62e42) return 0;
  const sign = x < 0 ? -1 : 1;
  return size < 0x3ff0a2b2 ? sign : Math.trunc(INVERSE_LN2 * x + sign * 0.5);
}

/** e to the power x: e^r by a rational function of r², times 2^k. */
export function exp(x: number): number {
  const size = highWord(x) & 0x7fffffff;
  if (size >= 0x40862e42) {
    if (Number.isNaN(x)) return x;
    if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
    if (x < -745.1332191019411) return 0;
  }
  if (size < 0x3e300000) return 1 + x;
  if (x === 1) return Math.E;
  const k = powerIn(x, size);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const rest = high - low;
  const t = rest * rest;
  const c =
    rest -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  if (k === 0) return 1 - ((rest * c) / (c - 2) - rest);
  const y = 1 - (low - (rest * c) / (2 - c) - high);
  if (k === 1024) return y * 2 * TWO_1023;
  if (k >= -1021) return y * powerOfTwo(k);
  return y * powerOfTwo(k + 1000) * powerOfTwo(-1000);
}

const LOG = [
  0, 0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586,
] as const;

/** The natural logarithm: x = 2^k·(1 + f), and log(1 + f) by a polynomial of s = f ÷ (2 + f). */
export function log(x: number): number {
  let k = 0;
  let scaled = x;
  let high = highWord(x);
  if (high < 0x00100000) {
    if (x === 0) return Number.NEGATIVE_INFINITY;
    if (high < 0) return Number.NaN;
    k -= 54;
    scaled *= TWO_54;
    high = highWord(scaled);
  }
  if (high >= 0x7ff00000) return x + x;
  k += (high >> 20) - 1023;
  high &= 0x000fffff;
  const carry = (high + 0x95f64) & 0x100000;
  const f = withHighWord(scaled, high | (carry ^ 0x3ff00000)) - 1;
  k += carry >> 20;
  if ((0x000fffff & (2 + high)) < 3) {
    if (f === 0) return k === 0 ? 0 : k * LN2_HIGH + k * LN2_LOW;
    const r = f * f * (0.5 - 0.3333333333333333 * f);
    return k === 0 ? f - r : k * LN2_HIGH - (r - k * LN2_LOW - f);
  }
  const s = f / (2 + f);
  const r = logSeries(s * s);
  if (((high - 0x6147a) | (0x6b851 - high)) > 0) {
    const half = 0.5 * f * f;
    return k === 0 ? f - (half - s * (half + r)) : k * LN2_HIGH - (half - (s * (half + r) + k * LN2_LOW) - f);
  }
  return k === 0 ? f - s * (f - r) : k * LN2_HIGH - (s * (f - r) - k * LN2_LOW - f);
}

function logSeries(z: number): number {
  const w = z * z;
  const even = w * (LOG[2] + w * (LOG[4] + w * LOG[6]));
  const odd = z * (LOG[1] + w * (LOG[3] + w * (LOG[5] + w * LOG[7])));
  return odd + even;
}

/** log(1 + x), exact where x is small. */
export function log1p(x: number): number {
  const signed = highWord(x);
  const size = signed & 0x7fffffff;
  let k = 1;
  let f = 0;
  let correction = 0;
  let high = 1;
  if (signed < 0x3fda827a) {
    if (size >= 0x3ff00000) return x === -1 ? Number.NEGATIVE_INFINITY : Number.NaN;
    if (size < 0x3e200000) return size < 0x3c900000 ? x : x - x * x * 0.5;
    if (signed > 0 || signed <= (0xbfd2bec4 | 0)) {
      k = 0;
      f = x;
      high = 1;
    }
  }
  if (signed >= 0x7ff00000) return x + x;
  if (k !== 0) {
    let u = x;
    if (signed < 0x43400000) {
      u = 1 + x;
      high = highWord(u);
      k = (high >> 20) - 1023;
      correction = (k > 0 ? 1 - (u - x) : x - (u - 1)) / u;
    } else {
      high = highWord(u);
      k = (high >> 20) - 1023;
    }
    high &= 0x000fffff;
    if (high < 0x6a09e) u = withHighWord(u, high | 0x3ff00000);
    else {
      k++;
      u = withHighWord(u, high | 0x3fe00000);
      high = (0x00100000 - high) >> 2;
    }
    f = u - 1;
  }
  const half = 0.5 * f * f;
  if (high === 0) {
    if (f === 0) {
      if (k === 0) return 0;
      return k * LN2_HIGH + (correction + k * LN2_LOW);
    }
    const r = half * (1 - 0.6666666666666666 * f);
    return k === 0 ? f - r : k * LN2_HIGH - (r - (k * LN2_LOW + correction) - f);
  }
  const s = f / (2 + f);
  const z = s * s;
  const r = z * (LOG[1] + z * (LOG[2] + z * (LOG[3] + z * (LOG[4] + z * (LOG[5] + z * (LOG[6] + z * LOG[7]))))));
  if (k === 0) return f - (half - s * (half + r));
  return k * LN2_HIGH - (half - (s * (half + r) + (k * LN2_LOW + correction)) - f);
}

/** e^x − 1, exact where x is small. */
export function expm1(x: number): number {
  const signed = highWord(x);
  const size = signed & 0x7fffffff;
  const isNegative = signed < 0;
  if (size >= 0x4043687a) {
    if (size >= 0x40862e42) {
      if (size >= 0x7ff00000) return Number.isNaN(x) ? x : isNegative ? -1 : x;
      if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
    }
    if (isNegative) return -1;
  }
  if (size < 0x3c900000) return x;
  const k = powerIn(x, size);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const rest = high - low;
  const correction = high - rest - low;
  const half = 0.5 * rest;
  const square = rest * half;
  const r1 =
    1 +
    square *
      (-0.03333333333333313 +
        square *
          (0.0015873015872548146 +
            square * (-7.93650757867488e-5 + square * (4.008217827329362e-6 + square * -2.0109921818362437e-7))));
  let t = 3 - r1 * half;
  let e = square * ((r1 - t) / (6 - rest * t));
  if (k === 0) return rest - (rest * e - square);
  e = rest * (e - correction) - correction;
  e -= square;
  if (k === -1) return 0.5 * (rest - e) - 0.5;
  if (k === 1) return rest < -0.25 ? -2 * (e - (rest + 0.5)) : 1 + 2 * (rest - e);
  if (k <= -2 || k > 56) {
    const y = 1 - (e - rest);
    return (k === 1024 ? y * 2 * TWO_1023 : y * powerOfTwo(k)) - 1;
  }
  if (k < 20) {
    t = 1 - powerOfTwo(-k);
    return (t - (e - rest)) * powerOfTwo(k);
  }
  t = powerOfTwo(-k);
  return (rest - (e + t) + 1) * powerOfTwo(k);
}

/** Those of which libraries give other last digits; the rest are exact by the language's definition, or whole numbers. */
const INEXACT = [
  ...[
    'acos',
    'acosh',
    'asin',
    'asinh',
    'atan',
    'atanh',
    'atan2',
    'cbrt',
    'cos',
    'cosh',
    'hypot',
    'log10',
    'pow',
    'sin',
    'sinh',
    'tan',
  ],
  'tanh',
] as const;

/**
 * Gives a `Math` the functions above.
 * @param asked told, in words, of others whose last digits are not Node's: what rests on them is not the same drill to the byte
 */
export function useExactMath(math: Math, asked: (what: string) => void): void {
  Object.assign(math, { exp, log, log1p, expm1 });
  for (const name of INEXACT) {
    const own = math[name] as (...args: number[]) => number;
    Object.defineProperty(math, name, {
      value: (...args: number[]): number => {
        asked(`Math.${name} as Node rounds it`);
        return own(...args);
      },
    });
  }
}
