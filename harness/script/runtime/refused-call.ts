/** A call that k6 would carry out and that cannot be carried out here; its message says why, and what to do. */
export class RefusedCall extends Error {
  override name = 'RefusedCall';
}
