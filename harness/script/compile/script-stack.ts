import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { ScriptFrame, ScriptPlace } from './compiled-script.ts';

/** Finds the user's places of a compiled script's. */
export class ScriptStack {
  #url: string;
  #map: TraceMap;
  #show: (file: string) => string | null;
  #nameOf: (name: string) => string;

  /**
   * @param show the file's name for the user, or null for files that are not the user's.
   * @param nameOf the user's name of a function of the compiled script.
   */
  constructor(url: string, map: string, show: (file: string) => string | null, nameOf: (name: string) => string) {
    this.#url = url;
    this.#map = new TraceMap(map);
    this.#show = show;
    this.#nameOf = nameOf;
  }

  /** @param line from 1. @param column from 1. */
  locate(line: number, column: number): ScriptPlace | null {
    const found = originalPositionFor(this.#map, { line, column: column - 1 });
    if (found.source === null) return null;
    const file = this.#show(found.source);
    return file === null ? null : { file, line: found.line, column: found.column + 1 };
  }

  /** The script's frames in the text of an error's stack. */
  frames(error: unknown): ScriptFrame[] {
    const stack = error instanceof Error ? error.stack : undefined;
    if (typeof stack !== 'string') return [];
    const frames: ScriptFrame[] = [];
    for (const text of stack.split('\n')) {
      const frame = this.#frame(text);
      if (frame !== null) frames.push(frame);
    }
    return frames;
  }

  #frame(text: string): ScriptFrame | null {
    const match = /^\s+at (?:(.*?) \()?([^()]+):(\d+):(\d+)\)?$/.exec(text);
    if (match === null || match[2] !== this.#url) return null;
    const place = this.locate(Number(match[3]), Number(match[4]));
    return place === null ? null : { ...place, name: this.#name(match[1] ?? '') };
  }

  /** V8's description of the function, without what the compiler and V8 add: `async`, `new`, the receiver, `.next`. */
  #name(described: string): string {
    const words = described.replace(/^(async|new) /, '').replace(/ \[as .*\]$/, '');
    const last =
      words
        .split('.')
        .filter(part => part !== 'next' && part !== '<anonymous>')
        .pop() ?? '';
    return this.#nameOf(last);
  }
}
