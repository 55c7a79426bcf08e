/** What imports mean other files, by their specifiers: a key that ends in `/` stands for all that begin with it. Values are absolute paths. */
export type ImportMap = Readonly<Record<string, string>>;

/** The file that a specifier is mapped to, by the longest key that fits, as the HTML standard has it; undefined if none does. */
export function mappedImport(map: ImportMap, specifier: string): string | undefined {
  if (Object.hasOwn(map, specifier)) return map[specifier];
  const keys = Object.keys(map).filter(key => key.endsWith('/') && specifier.startsWith(key));
  const key = keys.sort((a, b) => b.length - a.length)[0];
  return key === undefined ? undefined : `${map[key]}${specifier.slice(key.length)}`;
}
