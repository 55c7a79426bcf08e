import { ALB } from './alb.ts';
import { COMBINED } from './combined.ts';
import { ENVOY } from './envoy.ts';
import { HAPROXY } from './haproxy.ts';
import { JSON_LINES } from './json-lines.ts';
import { emptyLine, type FormatName, type LogFormat } from './log-format.ts';

const BY_NAME: Readonly<Record<FormatName, LogFormat>> = {
  combined: COMBINED,
  json: JSON_LINES,
  alb: ALB,
  envoy: ENVOY,
  haproxy: HAPROXY,
};

export function formatNamed(name: FormatName): LogFormat {
  return BY_NAME[name];
}

/** The format that reads most of a log's first lines; null: none reads any. */
export function detectFormat(lines: readonly string[]): LogFormat | null {
  let best: LogFormat | null = null;
  let most = 0;
  for (const format of Object.values(BY_NAME)) {
    const reader = format.reader(null, lines);
    const into = emptyLine();
    const read = lines.filter(line => reader.read(line, into) === null).length;
    if (read > most) [best, most] = [format, read];
  }
  return best;
}
