import { userInfo } from 'node:os';
import type { AuditOrigin } from '@flashstudio/rpc';

/** Who is at the command line, as the audit tells it: the login of the machine, since there is no other. */
export function operatorHere(): AuditOrigin {
  const { username } = userInfo();
  return {
    actor: { kind: 'operator', id: username, name: `${username} (command line)` },
    address: null,
    requestId: null,
  };
}
