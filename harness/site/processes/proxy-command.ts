import type { ProxyCommand } from '../../operations/catalogue/site.ts';
import type { FailoverProxy } from '../../proxy/failover-proxy.ts';

/** Carries out what an operation tells the proxy. */
export function applyToProxy(proxy: FailoverProxy, command: ProxyCommand): void {
  switch (command.kind) {
    case 'move':
      return proxy.failOver(command.to, command.overMs);
    case 'hold':
      return proxy.hold();
    case 'go-on':
      return proxy.goOn();
    case 'throttle':
      return proxy.throttle(command);
    case 'scale':
      return proxy.scale(command.pool, command.count);
    case 'restart':
      return proxy.restart(command.share);
  }
}
