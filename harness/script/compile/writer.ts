import { addSegment, GenMapping, toDecodedMap, toEncodedMap } from '@jridgewell/gen-mapping';
import type { BundleMap, Origin } from './bundle-map.ts';

/** Writes the compiled script: pieces of the bundle and text of our own, with a map from both to the user's files. */
export class Writer {
  #bundle: string;
  #map: BundleMap;
  #parts: string[] = [];
  #line = 0;
  #column = 0;
  #segments = new GenMapping();

  constructor(bundle: string, map: BundleMap) {
    this.#bundle = bundle;
    this.#map = map;
  }

  get code(): string {
    return this.#parts.join('');
  }

  /** The source map as JSON. */
  get map(): string {
    return JSON.stringify(toEncodedMap(this.#segments));
  }

  /** Copies the bundle from one offset to another. */
  copy(from: number, to: number): void {
    if (from >= to) return;
    this.#segment(this.#map.origin(from));
    let at = from;
    this.#map.changes(from, to, (offset, origin) => {
      this.#append(this.#bundle.slice(at, offset));
      this.#segment(origin);
      at = offset;
    });
    this.#append(this.#bundle.slice(at, to));
  }

  /** Writes text that stands for what the bundle has at `offset`; without one, for nothing of the user's. */
  write(text: string, offset = -1): void {
    if (text === '') return;
    this.#segment(offset < 0 ? null : this.#map.origin(offset));
    this.#append(text);
  }

  /** Writes what another writer has written. */
  append(other: Writer): void {
    const { mappings, sources, names } = toDecodedMap(other.#segments);
    mappings.forEach((segments, index) => {
      const line = this.#line + index;
      for (const segment of segments) {
        const column = index === 0 ? this.#column + segment[0] : segment[0];
        if (segment.length === 1) {
          addSegment(this.#segments, line, column);
          continue;
        }
        const source = sources[segment[1]] as string;
        const name = segment.length === 5 ? names[segment[4]] : undefined;
        if (name === undefined) addSegment(this.#segments, line, column, source, segment[2], segment[3]);
        else addSegment(this.#segments, line, column, source, segment[2], segment[3], name);
      }
    });
    this.#append(other.code);
  }

  #segment(origin: Origin | null): void {
    if (origin === null) {
      addSegment(this.#segments, this.#line, this.#column);
      return;
    }
    const source = this.#map.sources[origin.source] as string;
    if (origin.name === null) addSegment(this.#segments, this.#line, this.#column, source, origin.line, origin.column);
    else addSegment(this.#segments, this.#line, this.#column, source, origin.line, origin.column, origin.name);
  }

  #append(text: string): void {
    this.#parts.push(text);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      this.#line++;
      this.#column = 0;
    }
    const last = text.lastIndexOf('\n');
    this.#column += text.length - (last + 1);
  }
}
