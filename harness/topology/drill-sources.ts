import type { SetOption } from '../../mock-service/settings/set-option.ts';

/** What the files of a drill have, as it was read: whoever has it comes to the same topology and settings, without the files. It is JSON. */
export interface DrillSources {
  readonly topology: WrittenFile;
  /** In the order asked for. */
  readonly settings: readonly WrittenFile[];
  /** Texts of the files that the topology names, by their paths from its folder. */
  readonly bodies: Readonly<Record<string, string>>;
  /** `--set`: over the topology, and over each of the settings. */
  readonly set: { readonly topology: readonly SetOption[]; readonly settings: readonly SetOption[] };
}

export interface WrittenFile {
  readonly file: string;
  /** What is written there: mappings, lists, texts, numbers. */
  readonly value: unknown;
}
