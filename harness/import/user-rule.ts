/** What is taken for the user of a request. */
export type UserRule =
  /** Who the server says had logged in; where nobody had, the address. */
  | { readonly from: 'auto' }
  | { readonly from: 'ip' }
  | { readonly from: 'user' }
  /** A parameter of the query. */
  | { readonly from: 'query'; readonly name: string }
  /** A field of the log, as its format has them. */
  | { readonly from: 'field'; readonly name: string };

/** Reads `--user`. @param text undefined: it was not given */
export function readUserRule(text: string | undefined): UserRule {
  if (text === undefined) return { from: 'auto' };
  if (text === 'ip' || text === 'user') return { from: text };
  return text.startsWith('query.') ? { from: 'query', name: text.slice(6) } : { from: 'field', name: text };
}

/** `address`, `query parameter u` … */
export function userRuleText(rule: UserRule): string {
  switch (rule.from) {
    case 'auto':
      return 'user, else address';
    case 'ip':
      return 'address';
    case 'user':
      return 'user';
    case 'query':
      return `query parameter ${rule.name}`;
    case 'field':
      return rule.name;
  }
}
