/** A name or value of a query as it was meant: `+` is a space, `%41` an A; what is encoded wrongly stays as it is. */
export function queryText(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
