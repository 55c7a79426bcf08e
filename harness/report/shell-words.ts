/** A command of headroom as a shell takes it. @param words behind `headroom` */
export function shellWords(words: readonly string[]): string {
  return ['headroom', ...words.map(quoted)].join(' ');
}

/**
 * The same in lines that a shell takes as one, each of at most `width` where its words are shorter than that.
 * @param program how headroom is called
 */
export function shellLines(words: readonly string[], program: string, width: number): string {
  const lines: string[] = [];
  let line = `  ${program}`;
  const chunks: string[] = [];
  for (const word of words.map(quoted)) {
    // A flag and what stands behind it are not parted.
    if (/^-[^ ]*$/.test(chunks.at(-1) ?? '') && !word.startsWith('-')) chunks.push(`${chunks.pop()} ${word}`);
    else chunks.push(word);
  }
  for (const chunk of chunks) {
    if (line.length + 1 + chunk.length + ' \\'.length <= width) line += ` ${chunk}`;
    else {
      lines.push(line);
      line = `    ${chunk}`;
    }
  }
  return [...lines, line].join(' \\\n');
}

/** How headroom is called here: npm has the folder with it in the path of what it starts alone. */
export function programIn(env: Readonly<Record<string, string | undefined>>): string {
  return env.npm_execpath === undefined ? 'headroom' : 'npx headroom';
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
