/** The drill was asked to send to a host that nobody allowed. Ends the iteration, whatever the options say of failures. */
export class HostNotAllowed extends Error {
  override name = 'HostNotAllowed';

  /** @param what was to be sent, as the user knows it */
  constructor(what: string, hostname: string) {
    super(
      `${what}: this host is not part of the drill, so nothing was sent to it; if it may be loaded, allow it with --allow-host ${hostname}`,
    );
  }
}
