/** Names and addresses as browsers write them. A semicolon or quote would be legal in a URL, but not in a header. */
const HOST = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/;

/**
 * Reads the origin of a site as browsers send it: `HTTPS://Shop.example.com:443/` is `https://shop.example.com`, and
 * names in other scripts become their ASCII form. Null for what is no origin: a path, a wildcard, another scheme.
 */
export function parseOrigin(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, hostname, host, pathname, search, hash, username, password } = new URL(text);
  const web = protocol === 'https:' || protocol === 'http:';
  const more = pathname !== '/' || `${search}${hash}${username}${password}` !== '' || /[?#@]/.test(text);
  return web && !more && HOST.test(hostname) ? `${protocol}//${host}` : null;
}
