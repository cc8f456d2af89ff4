import ipaddr from 'ipaddr.js';

export type IpAddress = ipaddr.IPv4 | ipaddr.IPv6;

/** Reads an IP address as sockets and proxies write it, with or without a port or zone; IPv4 in IPv6 becomes IPv4. */
export function parseIpAddress(text: string): IpAddress | undefined {
  const bare = withoutPort(text.trim());
  const known = ipaddr.IPv4.isValidFourPartDecimal(bare) || ipaddr.IPv6.isValid(bare);
  return known ? ipaddr.process(bare.replace(/%.*$/, '')) : undefined;
}

/** Reads an address or a range such as `10.0.0.0/8`. */
export function parseIpRange(text: string): [IpAddress, number] | undefined {
  const [start = '', prefix, ...rest] = text.split('/');
  const address = parseIpAddress(start);
  if (address === undefined || rest.length > 0) return undefined;
  const longest = address.kind() === 'ipv4' ? 32 : 128;
  if (prefix === undefined) return [address, longest];
  const length = /^\d+$/.test(prefix) ? Number(prefix) : Number.NaN;
  return length <= longest ? [address, length] : undefined;
}

/** The part of the network one customer of a provider has: an IPv4 address, or the first address of an IPv6 /64. */
export function networkOf(address: IpAddress): string {
  return address instanceof ipaddr.IPv6
    ? new ipaddr.IPv6([...address.parts.slice(0, 4), 0, 0, 0, 0]).toString()
    : address.toString();
}

/** `203.0.113.7:4711` and `[2001:db8::1]:4711`: some proxies name the port as well. */
function withoutPort(text: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1];
  return bracketed ?? text.replace(/^([\d.]+):\d+$/, '$1');
}
