/** The machine does not let a command begin: exit 2, like wrong words on the command line. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
