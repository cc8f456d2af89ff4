import type { AuditOrigin } from '@flashstudio/rpc';
import type { Shops } from '@flashstudio/shops';

export const USAGE = `Usage, with the settings of the server:
  shop:key create <key of the shop> <name> <reason>  another publishable key for the shop that has this one
  shop:key revoke <key> <reason>                     has a key refused from the next request on

To roll a key, create another one, put it into the shop's pages, and then revoke the old one. A reason is a sentence in
quotes: it is kept in the audit beside who did it.`;

/** Does what a command line such as `['revoke', 'pk_…', 'It leaked']` asks for; null when it is none of ours. Throws AppErrors that name what is wrong. */
export async function runKeyCommand(
  args: readonly string[],
  { keys }: Pick<Shops, 'keys'>,
  by: AuditOrigin,
): Promise<string | null> {
  const [command, key = '', ...words] = args;
  if (command === 'create' && words.length === 2) {
    const [name = '', reason = ''] = words;
    const shopId = await keys.shopIdOf(key);
    return shopId === null
      ? `No shop has the publishable key ${key}.`
      : `The new publishable key of ${shopId}: ${await keys.create({ shopId, name, reason }, by)}`;
  }
  if (command === 'revoke' && words.length === 1) {
    const [reason = ''] = words;
    const revoked = await keys.revoke({ key, reason }, by);
    return revoked ? `${key} is refused from now on.` : `${key} was refused already.`;
  }
  return null;
}
