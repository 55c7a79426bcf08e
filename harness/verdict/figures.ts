/** How figures are written wherever people read them: a number has one text, in the terminal, in reasons and in reports. */

/** What stands for a figure that there is no data for. */
export const NO_DATA = 'no data';

/** `12,345`. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A share 0–1 as `8.8%`, `0.012%`, `100%`: two significant digits below one percent, one decimal above. */
export function share(value: number): string {
  const percent = value * 100;
  if (percent === 0) return '0%';
  if (Math.abs(percent) < 1) return `${trim(percent.toPrecision(2))}%`;
  // A share that is nearly, but not, everything must not read as everything.
  if (percent > 99.9 && percent < 100) return '>99.9%';
  return `${trim(percent.toFixed(1))}%`;
}

/** Milliseconds as `3.2 ms`, `487 ms`, `12.3 s`. */
export function ms(value: number): string {
  if (Math.abs(value) < 10) return `${trim(value.toFixed(1))} ms`;
  return Math.abs(value) < 9999.5 ? `${Math.round(value)} ms` : seconds(value / 1000);
}

/** Seconds as `29 s` or `29.4 s`; minutes and hours from two minutes on: `12 min 30 s`, `2 h 5 min`. */
export function seconds(value: number): string {
  if (Math.abs(value) < 120) return `${trim(value.toFixed(1))} s`;
  const whole = Math.round(value);
  if (whole < 7200) return parts(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(whole / 60);
  return parts(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

/** `1,000/s`; one decimal below ten. */
export function rate(perSecond: number): string {
  return `${perSecond < 9.95 ? trim(perSecond.toFixed(1)) : count(perSecond)}/s`;
}

/** A ratio such as headroom, two decimals. */
export function ratio(value: number): string {
  return value.toFixed(2);
}

function parts(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** Without a fraction of zeros. */
function trim(text: string): string {
  return text.includes('.') && !text.includes('e') ? text.replace(/\.?0+$/, '') : text;
}

/** A compared metric's value in its unit: what ends in Ms is time, the rest are shares. */
export function figureText(metric: string, value: number): string {
  return metric.endsWith('Ms') ? ms(value) : share(value);
}

/** A change of a compared metric: `+23.9 points` of a share, `-40 ms`. */
export function changeText(metric: string, change: number): string {
  return `${changeNumber(metric, change)} ${metric.endsWith('Ms') ? 'ms' : 'points'}`;
}

/** The same with the interval that it lies in: `+23.9 points (+22 to +25.8)`. */
export function changeWithin(metric: string, change: number, interval: readonly [number, number] | null): string {
  if (interval === null) return changeText(metric, change);
  return `${changeText(metric, change)} (${changeNumber(metric, interval[0])} to ${changeNumber(metric, interval[1])})`;
}

function changeNumber(metric: string, change: number): string {
  const text = metric.endsWith('Ms') ? trim(change.toFixed(Math.abs(change) < 10 ? 1 : 0)) : points(change);
  return change > 0 && text !== '0' ? `+${text}` : text.replace(/^-0$/, '0');
}

function points(change: number): string {
  const percent = change * 100;
  return Math.abs(percent) < 1 && percent !== 0 ? trim(percent.toPrecision(2)) : trim(percent.toFixed(1));
}
