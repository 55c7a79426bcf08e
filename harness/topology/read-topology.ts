import { dirname, join } from 'node:path';
import { readText } from '../../mock-service/files/read-text.ts';
import type { SetOption } from '../../mock-service/settings/set-option.ts';
import { yamlSource } from '../../mock-service/settings/source.ts';
import { type ReadBody, topologyOf } from './parse-topology.ts';
import type { Topology } from './topology.ts';

/**
 * Reads a topology file.
 * @throws InputErrors with everything that is wrong in the file and the options.
 */
export function readTopology(file: string, options: readonly SetOption[] = []): Topology {
  return parseTopology(readText(file), file, options);
}

/** The same for a text. `file` is what messages call it, and where the files that it names are looked for. */
export function parseTopology(text: string, file: string, options: readonly SetOption[] = []): Topology {
  return topologyOf(yamlSource(text, file), options, besides(file));
}

/** Reads the files that a topology names. */
export function besides(topologyFile: string): ReadBody {
  const folder = dirname(topologyFile);
  return file => readText(join(folder, file));
}
