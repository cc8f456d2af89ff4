import ipaddr from 'ipaddr.js';
import { type IpAddress, parseIpRange } from './ip-address.ts';

/** Whether a server is a proxy of ours, whose word counts on whom it speaks for; `hop` is 0 for who connected to us. */
export type TrustedProxies = (address: IpAddress, hop: number) => boolean;

export type ParsedProxies =
  | { readonly kind: 'ok'; readonly trusted: TrustedProxies }
  /** The entry that is neither an address nor a range nor a known name. */
  | { readonly kind: 'unknown'; readonly entry: string };

const NAMED: ReadonlyMap<string, readonly string[]> = new Map([
  ['loopback', ['127.0.0.0/8', '::1/128']],
  ['linklocal', ['169.254.0.0/16', 'fe80::/10']],
  ['uniquelocal', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
]);

/**
 * Reads `TRUSTED_PROXIES`: how many proxies stand before the server, or a list by commas of their addresses, ranges
 * and the names `loopback`, `linklocal`, `uniquelocal`. Empty trusts nobody.
 */
export function parseTrustedProxies(text: string): ParsedProxies {
  const setting = text.trim();
  if (setting === '') return { kind: 'ok', trusted: () => false };
  if (/^\d+$/.test(setting)) return { kind: 'ok', trusted: (_, hop) => hop < Number(setting) };

  const ranges: [IpAddress, number][] = [];
  for (const entry of setting.split(',').map((part) => part.trim())) {
    for (const range of (NAMED.get(entry) ?? [entry]).map(parseIpRange)) {
      if (range === undefined) return { kind: 'unknown', entry };
      ranges.push(range);
    }
  }
  return { kind: 'ok', trusted: (address) => ipaddr.subnetMatch(address, { ours: ranges }, 'other') === 'ours' };
}
