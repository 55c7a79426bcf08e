/**
 * What a terminal obeys instead of showing, and what turns the text around it: controls but line feed and tab, the marks that set the
 * direction of writing, invisible characters but the joiners that scripts and emoji need, and halves of characters.
 */
const UNPRINTABLE = /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]--[\n\t\u200c\u200d]]/gv;

/** The same, but for colours (SGR): the only sequence that changes nothing but how text looks. */
const UNPRINTABLE_OR_COLOUR = new RegExp(`\\u001b\\[[\\d;:]{0,64}m|${UNPRINTABLE.source}`, 'gv');

/** Text of others (names, logs, errors, URLs) as it can stand in a report: what cannot be printed is seen, and does nothing. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, picture);
}

/** The same for every text in a value, keys too; numbers and the rest stay as they are. */
export function printableIn<Value>(value: Value): Value {
  return copy(value) as Value;
}

/** Lines for a log: what a terminal, or the runner of a workflow, would obey is seen. */
export function logText(text: string): string {
  return withoutCommands(printable(text));
}

/** Lines that are painted, for a terminal or a log: their colours stay, what else a terminal would obey is seen. */
export function terminalText(text: string): string {
  return withoutCommands(text.replace(UNPRINTABLE_OR_COLOUR, found => (found.length > 2 ? found : picture(found))));
}

/** JSON that is the same value, and that a terminal shows as it is. */
export function terminalJson(json: string): string {
  return json.replace(UNPRINTABLE, escaped).replace(/##(?=\w*\[)/g, '#\\u0023');
}

/**
 * No line is a command to the runner of a workflow: `::error::` at its beginning, or `##[error]`, `##vso[…]` anywhere. (Runners look at
 * all that a step writes.)
 */
function withoutCommands(text: string): string {
  return text.replace(/^([^\S\n]*):(?=:)/gm, '$1: ').replace(/##(?=\w*\[)/g, '# #');
}

/** Unicode has pictures of the ASCII controls. */
function picture(char: string): string {
  const code = char.codePointAt(0) as number;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}

function escaped(char: string): string {
  return Array.from({ length: char.length }, (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join(
    '',
  );
}

function copy(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return typeof value[0] === 'number' ? value : value.map(copy);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [printable(key), copy(each)]));
}
