import type { RequestClient } from '@flashstudio/rpc';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { type IpAddress, networkOf, parseIpAddress } from './ip-address.ts';
import type { ServerEnv } from './server-app.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

/** Tells who is asking. The one place that looks at sockets and at what proxies say of them. */
export interface ClientReader {
  read(c: Context<ServerEnv>): RequestClient;
  /** Whether a proxy of ours sent the request, so that headers only it may set can be believed. */
  isFromTrustedProxy(c: Context<ServerEnv>): boolean;
}

const NOBODY: RequestClient = { address: 'unknown', group: 'unknown' };

/** Builds the reader; `trusted` are the proxies whose `X-Forwarded-For` counts. */
export function createClientReader(trusted: TrustedProxies): ClientReader {
  return {
    read(c) {
      const peer = peerOf(c);
      if (peer === undefined) return NOBODY;
      const address = followProxies(peer, c.req.header('x-forwarded-for'), trusted);
      return { address: address.toString(), group: networkOf(address) };
    },
    isFromTrustedProxy(c) {
      const peer = peerOf(c);
      return peer !== undefined && trusted(peer, 0);
    },
  };
}

/**
 * Goes back from who connected to us to whom each proxy says it speaks for, as long as it is one of ours that says so:
 * what stands further to the left was sent by strangers.
 */
function followProxies(peer: IpAddress, forwardedFor: string | undefined, trusted: TrustedProxies): IpAddress {
  let address = peer;
  for (const [hop, entry] of (forwardedFor?.split(',').reverse() ?? []).entries()) {
    const before = trusted(address, hop) ? parseIpAddress(entry) : undefined;
    if (before === undefined) break;
    address = before;
  }
  return address;
}

function peerOf(c: Context<ServerEnv>): IpAddress | undefined {
  const { address } = getConnInfo(c).remote;
  return address === undefined ? undefined : parseIpAddress(address);
}
