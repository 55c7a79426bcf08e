import { allowedHost } from '../../transport/allowed-hosts.ts';
import { type Given, UsageError } from './command.ts';

/** What `--allow-host` names. @throws UsageError for what can never be a host. */
export function allowedHosts(given: Given): string[] {
  return given.texts('allow-host').map(text => {
    try {
      return allowedHost(text);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new UsageError(`--allow-host: ${error.message}`);
    }
  });
}
