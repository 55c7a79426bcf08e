/** When drills may begin, by the clock of a place. */
export interface Hours {
  readonly text: string;
  /** 0 is Sunday. */
  readonly days: readonly number[];
  /** Minutes since midnight; `to` itself is outside. */
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly zone: string;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const FORM = /^(\S+) (\d\d):(\d\d)-(\d\d):(\d\d) (\S+)$/;

export const HOURS_FORM = 'days, times and a time zone, such as Mon-Thu 09:00-16:00 Europe/Dublin';

/** @returns undefined for what cannot be read */
export function readHours(text: string): Hours | undefined {
  const found = FORM.exec(text.trim());
  if (found === null) return undefined;
  const [, days = '', fromHour, fromMinute, toHour, toMinute, zone = ''] = found;
  const [from, to] = [minuteOf(fromHour, fromMinute), minuteOf(toHour, toMinute)];
  const read = daysOf(days);
  if (read === undefined || from === undefined || to === undefined || from >= to || !isZone(zone)) return undefined;
  return { text: text.trim(), days: read, fromMinute: from, toMinute: to, zone };
}

/** Whether a moment lies within. */
export function isWithin({ days, fromMinute, toMinute, zone }: Hours, moment: Date): boolean {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).formatToParts(moment);
  const part = (type: string): string => parts.find(each => each.type === type)?.value ?? '';
  const minute = Number(part('hour')) * 60 + Number(part('minute'));
  return days.includes(DAYS.indexOf(part('weekday'))) && minute >= fromMinute && minute < toMinute;
}

/** `Mon-Thu`, `Mon,Wed,Fri`, `Fri-Mon`. */
function daysOf(text: string): number[] | undefined {
  const days = new Set<number>();
  for (const range of text.split(',')) {
    const [from = '', to = from, ...more] = range.split('-');
    const [first, last] = [DAYS.indexOf(from), DAYS.indexOf(to)];
    if (first < 0 || last < 0 || more.length > 0) return undefined;
    for (let day = first; ; day = (day + 1) % 7) {
      days.add(day);
      if (day === last) break;
    }
  }
  return [...days].sort((a, b) => a - b);
}

function minuteOf(hour = '', minute = ''): number | undefined {
  const [h, m] = [Number(hour), Number(minute)];
  return m > 59 || h > 24 || (h === 24 && m > 0) ? undefined : h * 60 + m;
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
