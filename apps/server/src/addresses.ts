/** Where a server listens: an address in numbers, or before it does, the name of one; and a port. */
export interface Bound {
  readonly address: string;
  readonly port: number;
}

/**
 * The names, as in a URL and without ports, under which browsers find a server that listens at this address; `localhost`
 * is never the first. On this machine alone there are several names for it, and which of them a browser uses is its own
 * affair.
 */
export function namesOf(address: string): readonly [string, ...string[]] {
  if (['127.0.0.1', '0.0.0.0', 'localhost'].includes(address)) return ['127.0.0.1', 'localhost'];
  if (address === '::') return ['127.0.0.1', 'localhost', '[::1]'];
  if (address === '::1') return ['[::1]', 'localhost'];
  return [nameIn(`http://${bracketed(address)}`)];
}

/** The name in an origin, without its port. */
export function nameIn(origin: string): string {
  return new URL(origin).hostname;
}

/** The origin at which we reach our own server: what listens everywhere is asked on the machine itself. */
export function ownOrigin({ address, port }: Bound): string {
  const host = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  return new URL(`http://${bracketed(host)}:${port}`).origin;
}

/** Whether a URL's host is the machine itself, so that nobody on the way can read along. */
export function isLoopback({ hostname }: URL): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** Whether a text is an address of the web and nothing else: no path, no name and password. */
export function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin, href } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && href === `${origin}/`;
}

/** Whether a URL can name this address. One with a zone (fe80::1%eth0) it cannot. */
export function isHost(address: string): boolean {
  return /^[\w.:-]+$/.test(address) && URL.canParse(`http://${bracketed(address)}`);
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
