import { resolve } from 'node:path';
import { decodedMappings, type SourceMapSegment, TraceMap } from '@jridgewell/trace-mapping';

/** A place in a user's file: line from 0, column from 0. */
export interface Origin {
  readonly source: number;
  readonly line: number;
  readonly column: number;
  readonly name: string | null;
}

/** From places in the bundle, as offsets, to places in the user's files. */
export class BundleMap {
  /** Absolute paths. */
  readonly sources: readonly string[];
  #lines: readonly (readonly SourceMapSegment[])[];
  #names: readonly string[];
  #starts: number[] = [0];

  /** @param folder what the map's sources are relative to. */
  constructor(code: string, map: string, folder: string) {
    const trace = new TraceMap(map);
    this.sources = trace.sources.map(source => resolve(folder, source ?? ''));
    this.#lines = decodedMappings(trace);
    this.#names = trace.names;
    for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  /** Where the text at `offset` comes from; null for esbuild's own code. */
  origin(offset: number): Origin | null {
    const line = this.#lineOf(offset);
    const segments = this.#lines[line] ?? [];
    const index = lastAtOrBefore(segments, offset - (this.#starts[line] as number));
    return index < 0 ? null : this.#origin(segments[index] as SourceMapSegment);
  }

  /** Calls back for each place between two offsets (the first excluded) where the origin changes. */
  changes(from: number, to: number, each: (offset: number, origin: Origin | null) => void): void {
    for (let line = this.#lineOf(from); line < this.#starts.length; line++) {
      const start = this.#starts[line] as number;
      if (start >= to) return;
      for (const segment of this.#lines[line] ?? []) {
        const offset = start + segment[0];
        if (offset > from && offset < to) each(offset, this.#origin(segment));
      }
    }
  }

  #origin(segment: SourceMapSegment): Origin | null {
    if (segment.length === 1) return null;
    const [, source, line, column] = segment;
    const name = segment.length === 5 ? (this.#names[segment[4]] ?? null) : null;
    return { source, line, column, name };
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function lastAtOrBefore(segments: readonly SourceMapSegment[], column: number): number {
  let low = -1;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle] as SourceMapSegment)[0] <= column) low = middle;
    else high = middle - 1;
  }
  return low;
}
