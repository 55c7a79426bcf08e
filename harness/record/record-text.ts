/** The record's text: one line a top-level key or column, so that a person can look into a record of a long drill. */
export function recordText(record: object): string {
  return `${block(record, 0)}\n`;
}

/** Objects down to the second level get a line a key; what is below, and every array of numbers, stays on its line. */
function block(value: object, depth: number): string {
  const indent = '  '.repeat(depth + 1);
  const lines = Object.entries(value).map(([key, each]) => {
    const nested = depth < 2 && typeof each === 'object' && each !== null && !Array.isArray(each);
    return `${indent}${JSON.stringify(key)}: ${nested && Object.keys(each).length > 0 ? block(each, depth + 1) : list(each, indent)}`;
  });
  return `{\n${lines.join(',\n')}\n${'  '.repeat(depth)}}`;
}

function list(value: unknown, indent: string): string {
  if (!Array.isArray(value) || value.length === 0 || typeof value[0] !== 'object' || value[0] === null) {
    return JSON.stringify(value);
  }
  return `[\n${value.map(each => `${indent}  ${JSON.stringify(each)}`).join(',\n')}\n${indent}]`;
}
