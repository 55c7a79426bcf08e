import { isMap, isPair, isScalar, parseDocument, type YAMLMap } from 'yaml';
import { printDuration, printSize } from '../../mock-service/settings/units.ts';
import type { DistributionSpec } from '../../mock-service/time/distribution.ts';
import type { CostPath } from './cost-class.ts';

/** A line of a topology that is known now. */
export interface Line {
  readonly path: readonly string[];
  readonly value: unknown;
  /** Where it comes from. */
  readonly source: string;
}

/** The keys on the way to a cost: names of routes have dots of their own. */
export function pathOf(path: CostPath): string[] {
  const route = /^service\.routes\.(.*)\.cost(?:\.(hit|miss|write))?$/.exec(path);
  if (route === null) return path.split('.');
  return ['service', 'routes', route[1] as string, 'cost', ...(route[2] === undefined ? [] : [route[2]])];
}

/** A distribution as files write it; durations to a thousandth. @param spec ms */
export function written(spec: DistributionSpec): unknown {
  if ('fixed' in spec) return { fixed: msText(spec.fixed) };
  if ('exponential' in spec) return { exponential: msText(spec.exponential) };
  const { p50, p99 } = spec.lognormal;
  return { lognormal: { p50: msText(p50), p99: msText(p99) } };
}

function msText(ms: number): string {
  return printDuration(Number(ms.toPrecision(4)));
}

export function sizeText(bytes: number): string {
  return printSize(Math.round(bytes / 1024) * 1024);
}

/** Parts of a topology whose lines are guesses until somebody measures them. */
const GUESSED = [
  ['users'],
  ['popularity'],
  ['peak'],
  ['pools'],
  ['cost'],
  ['directory'],
  ['cacheTier'],
  ['proxy'],
  ['service', 'entries'],
];

/**
 * A topology's text with the lines that are known in their place, each with where it comes from; what stays says that it is assumed.
 * @param calibration the file that has all of it, from the topology's folder
 */
export function fittedText(text: string, name: string, calibration: string, lines: readonly Line[]): string {
  const document = parseDocument(text);
  const own = document.contents as YAMLMap;
  own.commentBefore = null;
  document.commentBefore = ` Measured by headroom calibrate: each line says where it comes from, and ${calibration} has all of it. What nobody measured is "assumed".`;
  for (const path of GUESSED) spread(document.getIn(path, true));
  document.set('name', name);
  document.set('calibration', calibration);
  const known = new Set<unknown>();
  for (const { path, value, source } of lines) {
    const node = document.createNode(value, { flow: true });
    document.setIn(path, node);
    node.comment = ` ${source}`;
    known.add(node);
  }
  for (const path of GUESSED) markAssumed(document.getIn(path, true), known);
  return document.toString({ lineWidth: 0 });
}

/** Maps of maps get a line for each key: a comment then belongs to one number. */
function spread(node: unknown): void {
  if (!isMap(node)) return;
  for (const pair of node.items) if (isMap(pair.value) && !isDistribution(pair.value)) spread(pair.value);
  node.flow = false;
}

function isDistribution(node: YAMLMap): boolean {
  return ['fixed', 'exponential', 'lognormal', 'zipf'].some(key => node.has(key));
}

function markAssumed(node: unknown, known: ReadonlySet<unknown>): void {
  if (known.has(node)) return;
  if (isMap(node) && !isDistribution(node)) {
    for (const pair of node.items) if (isPair(pair)) markAssumed(pair.value, known);
    return;
  }
  if (isScalar(node) || isMap(node)) {
    if (isMap(node)) node.flow = true;
    node.comment = ' assumed';
  }
}
