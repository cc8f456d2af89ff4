import { type Bound, nameIn, namesOf } from './addresses.ts';

/**
 * Where a process listens. In production both hosts are asked for at one address, behind a proxy, and `admin` is
 * undefined. Embedded, each has a port of its own.
 */
export interface Listeners {
  readonly web: Bound;
  readonly admin: Bound | undefined;
}

/** One of the two hosts that the server is. */
export interface Site {
  /** Where browsers find it, without a slash at the end. */
  readonly url: string;
  /** Names under which requests may reach it, as in a URL and without ports. */
  readonly names: readonly string[];
  /** Other names of this machine that lead to its port: who opens a page under one is sent on to `url`. */
  readonly strays: readonly string[];
}

/** Checkout, the shops' API, webhooks and the demo shop; and the admin with all that wants somebody signed in. */
export interface Sites {
  readonly checkout: Site;
  readonly admin: Site;
}

/**
 * Decides who answers under which name, from where the process listens and where it is found, if that was said. No name
 * belongs to both: browsers keep cookies by name and not by port, so that the name is what keeps the two apart. Where
 * nothing was said the checkout is at 127.0.0.1 and the admin at localhost.
 */
export function findSites(
  { web, admin }: Listeners,
  { publicUrl, adminUrl }: { readonly publicUrl: string | undefined; readonly adminUrl: string | undefined },
): Sites {
  const machine = namesOf(web.address);
  const checkoutUrl = new URL(publicUrl ?? `http://${machine[0]}:${web.port}`).origin;
  const ownUrl = new URL(adminUrl ?? `http://localhost:${(admin ?? web).port}`).origin;
  const adminName = nameIn(ownUrl);
  const others = machine.filter((name) => name !== adminName && (admin === undefined || name !== 'localhost'));
  const names = [...new Set([nameIn(checkoutUrl), ...others])];
  const straysOf = (listener: Bound | undefined, own: readonly string[]) =>
    listener === undefined ? [] : namesOf(listener.address).filter((name) => !own.includes(name));
  return {
    checkout: { url: checkoutUrl, names, strays: straysOf(admin && web, names) },
    admin: { url: ownUrl, names: [adminName], strays: straysOf(admin, [adminName]) },
  };
}

/** Where the admin of an embedded server listens: for this machine alone, unless the server is for everybody. */
export function adminAddressFor(host: string): string {
  return host === '0.0.0.0' || host === '::' ? host : '127.0.0.1';
}
