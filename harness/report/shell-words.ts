/** A command of headroom as a shell takes it. @param words behind `headroom` */
export function shellWords(words: readonly string[]): string {
  return ['headroom', ...words]
    .map(word => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
