/** A machine's names for itself. */
const OF_THE_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Serves requests for the machine's own names, names below localhost and those of `hosts`; others get a 403 before
 * anything else runs. A page of another site can let its own name lead to this machine (DNS rebinding) and would then
 * read and control the sandbox; the name it asks for gives it away.
 */
export function knownHostsOnly<Rest extends unknown[]>(
  serve: (request: Request, ...rest: Rest) => Response | Promise<Response>,
  hosts: readonly string[],
): (request: Request, ...rest: Rest) => Response | Promise<Response> {
  const known = new Set([...OF_THE_MACHINE, ...hosts.map((host) => inUrl(host).toLowerCase())]);
  return (request, ...rest) => {
    const { hostname } = new URL(request.url);
    if (known.has(hostname) || hostname.endsWith('.localhost')) return serve(request, ...rest);
    return new Response(`The sandbox does not answer at ${hostname}: --allow-host names further hosts.\n`, {
      status: 403,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    });
  };
}

/** An address as a URL writes it: IPv6 in brackets. */
export function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
