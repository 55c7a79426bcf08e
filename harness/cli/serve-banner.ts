import type {
  RouteDescription,
  ServiceDescription,
  UserRule,
} from '../../mock-service/service/declared/description.ts';
import type { Topology } from '../topology/topology.ts';

/** Where a site that is up can be asked. */
export interface SiteAddresses {
  /** The proxy, over http and, if it has a certificate, https. */
  readonly url: string;
  readonly tlsUrl: string | null;
  readonly controlUrl: string;
  readonly token: string;
  /** The live page, if there is one. */
  readonly pageUrl: string | null;
}

/** Routes beyond these are in the topology. */
const SHOWN_ROUTES = 8;

/** What `serve` prints when the site is up: where it is, and commands to paste. */
export function serveBanner(topology: Topology, settings: string, site: SiteAddresses): string {
  const auth = `-H "Authorization: Bearer ${site.token}"`;
  const { name, service } = topology;
  return [
    `${name} is up with ${settings}. Ctrl-C ends it.`,
    '',
    ...pageLine(site.pageUrl, site.token),
    ...(service === undefined ? mySignIns(site) : declared(service, name, site)),
    controlLine(site.controlUrl, site.token),
    '',
    `  ${service === undefined ? `curl -H "x-user: user7@${name}.example" ${site.url}/v1.0/me/authentication/methods` : curl(service, site.url)}`,
    `  curl ${auth} ${site.controlUrl}/state`,
    `  curl ${auth} -d '{"to": "alternate", "over": "15s"}' ${site.controlUrl}/operations/fail-over`,
    `  curl ${auth} -d '{}' ${site.controlUrl}/operations/fail-back`,
    '',
  ].join('\n');
}

/** What is printed where operators are people, and whatever takes load is another's to say. @param head a sentence */
export function operatedBanner(
  head: string,
  { controlUrl, token, pageUrl }: Pick<SiteAddresses, 'controlUrl' | 'token' | 'pageUrl'>,
): string {
  return [head, '', ...pageLine(pageUrl, token), controlLine(controlUrl, token), '', ''].join('\n');
}

function pageLine(pageUrl: string | null, token: string): string[] {
  return pageUrl === null ? [] : [line('live page', `${pageUrl}/#token=${token}`)];
}

function controlLine(controlUrl: string, token: string): string {
  return line('control server', `${controlUrl}    token ${token}`);
}

function line(what: string, where: string): string {
  return `  ${what.padEnd(14)}  ${where}`;
}

function mySignIns(site: SiteAddresses): string[] {
  return [line('My Sign-Ins', `${site.url}/`), line('Graph, https', `${site.tlsUrl}/v1.0/me/authentication/methods`)];
}

function declared({ routes }: ServiceDescription, name: string, site: SiteAddresses): string[] {
  const shown = routes.slice(0, SHOWN_ROUTES).map(({ method, path }) => line('', `${method} ${path}`));
  const more = routes.length - shown.length;
  return [
    line(name.slice(0, 14), site.url),
    ...(site.tlsUrl === null ? [] : [line('https', site.tlsUrl)]),
    ...shown,
    ...(more > 0 ? [line('', `and ${more} more`)] : []),
  ];
}

/** Asks for the first route that reads something, as user 7. */
function curl({ routes, user }: ServiceDescription, url: string): string {
  const reading = (route: RouteDescription): boolean => route.method === 'GET' && route.reads.length > 0;
  const route = routes.find(reading) ?? (routes[0] as RouteDescription);
  const method = route.method === 'GET' ? '' : `-X ${route.method} `;
  const path = route.path.replaceAll(/:\w+|\*$/g, '7');
  return `curl ${method}${asUser(user)}"${url}${path}${user.in === 'query' ? `?${user.name}=user7` : ''}"`;
}

function asUser({ in: place, name }: UserRule): string {
  switch (place) {
    case 'header':
      return `-H "${name}: user7" `;
    case 'cookie':
      return `-b "${name}=user7" `;
    case 'bearer':
      return '-H "Authorization: Bearer user7" ';
    case 'path':
    case 'query':
      return '';
  }
}
