/** Whole parts of a path that are somebody's or something's id, by how they look. */
const ID =
  /^(?:\d+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{12,}|(?=.*\d)(?=.*[A-Za-z])[\w-]{16,}|user\d+)$/i;
/** What a topology takes as a part. */
const PLAIN = /^[\w.~!$&'()+,;=@%-]+$/;

/** `/orders/{order-id}` → `/orders/:order_id`. A part that is a parameter and more becomes a parameter as a whole. */
export function fromTemplate(path: string): string {
  return withParts(path, part => (part.includes('{') ? part.replaceAll(/[{}]/g, '') : null));
}

/** Whether a part of a path looks like somebody's or something's id, or is none that a topology takes. */
export function looksLikeId(part: string): boolean {
  return ID.test(part) || !PLAIN.test(part);
}

/** `/orders/1742/lines/3` → `/orders/:order/lines/:line`: parts that look like ids are parameters, named by what stands before them. */
export function fromRecorded(path: string): string {
  let before = '';
  return withParts(path, part => {
    if (ID.test(part)) return before === '' ? 'id' : before.replace(/s$/, '');
    before = part;
    return null;
  });
}

/** @param nameOf the name of a part's parameter; null: it is none */
function withParts(path: string, nameOf: (part: string) => string | null): string {
  const names = new Map<string, number>();
  const parts = path.split('/').filter(part => part !== '');
  const written = parts.map(part => {
    const given = nameOf(part) ?? (PLAIN.test(part) ? null : 'part');
    if (given === null) return part;
    const name = given.replaceAll(/\W+/g, '_').replace(/^(?=\d|$)/, '_');
    const times = (names.get(name) ?? 0) + 1;
    names.set(name, times);
    return `:${name}${times === 1 ? '' : times}`;
  });
  return `/${written.join('/')}`;
}

/** `/orders/:id` and `/orders/:order` are one route. */
export function shapeOf(path: string): string {
  return path.toLowerCase().replaceAll(/:\w+/g, ':');
}
