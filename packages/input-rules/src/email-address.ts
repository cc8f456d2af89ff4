/** Of RFC 5322's characters between the dots, widened by RFC 6532 to what can be seen of Unicode. */
const ATOM = "(?:[\\w!#$%&'*+/=?^`{|}~-]|[^\\p{ASCII}\\p{C}\\p{Z}])+";
const LOCAL = new RegExp(`^${ATOM}(?:\\.${ATOM})*$`, 'u');
/** What may be asked of a URL's parser, which would decode, cut or read as something else what is left out here. */
const DOMAIN = /^(?:[A-Za-z0-9.-]|[^\p{ASCII}\p{C}\p{Z}])+$/u;
/** At least two labels, of which the last is no number. */
const ASCII_DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/** How long one may be as it is typed, in UTF-16 units, as a field of a form counts them. */
export const MAX_EMAIL_LENGTH = 254;
/** https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1, in octets. */
const MAX_LOCAL = 64;
const MAX_ADDRESS = 254;

/**
 * Reads an e-mail address as people type it, internationalised ones (RFC 6531) included; null when it is none. Returns
 * the one form it has here: lower case, the mailbox in NFC, the domain in ASCII (`xn--…`). Quoted mailboxes, IP
 * addresses and characters nobody sees are refused. The rule is the same in browsers and on the server.
 */
export function parseEmailAddress(text: string): string | null {
  const [typedLocal = '', typedDomain, ...rest] = text.trim().split('@');
  if (typedDomain === undefined || rest.length > 0) return null;
  const local = typedLocal.normalize('NFC').toLowerCase().normalize('NFC');
  const domain = asciiDomain(typedDomain);
  if (domain === null || !LOCAL.test(local)) return null;
  // Some programs fold wide and joined characters, and a comma or a sign may come of it.
  if (!LOCAL.test(local.normalize('NFKC'))) return null;
  const octets = new TextEncoder().encode(local).length;
  return octets > MAX_LOCAL || octets + 1 + domain.length > MAX_ADDRESS ? null : `${local}@${domain}`;
}

/** The address for who knows ASCII only; null when it is none, or has no such form. */
export function asciiEmailAddress(text: string): string | null {
  const address = parseEmailAddress(text);
  return address !== null && /^\p{ASCII}*$/u.test(address) ? address : null;
}

/** UTS #46 is part of what every URL's parser does. */
function asciiDomain(typed: string): string | null {
  if (!DOMAIN.test(typed)) return null;
  try {
    const { hostname } = new URL(`https://${typed}`);
    return ASCII_DOMAIN.test(hostname) ? hostname : null;
  } catch {
    return null;
  }
}
