import { AsyncLocalStorage } from 'node:async_hooks';
import type { DbOf, TxOf } from '@flashstudio/db';
import type { Clock, Logger } from '@flashstudio/platform';
import type { AuditOrigin, AuditTrail, RequestClient } from '@flashstudio/rpc';
import type { BetterAuthOptions } from 'better-auth';
import { createAuthMiddleware, isAPIError } from 'better-auth/api';
import { passwordSet, signedIn, signedOut } from './audit-actions.ts';
import { createSignInFailures } from './sign-in-failures.ts';

/** The request that better-auth answers. */
export interface Asking {
  readonly client: RequestClient;
  readonly requestId: string;
}

export interface SignInRecord {
  /** Answers a request; what it does at the door is written down as done from there. */
  during<T>(asking: Asking, answer: () => Promise<T>): Promise<T>;
  readonly databaseHooks: NonNullable<BetterAuthOptions['databaseHooks']>;
  readonly afterHook: ReturnType<typeof createAuthMiddleware>;
}

const NOWHERE: Asking = { client: { address: 'unknown', group: 'unknown' }, requestId: 'unknown' };

/**
 * Writes down who signs in and out and changes their password. Each entry is committed before better-auth writes what it
 * tells of, in a transaction that is better-auth's own: nobody is ever signed in without an entry. The other way round, a
 * crash in between leaves an entry of somebody who then had to sign in again.
 */
export function createSignInRecord(deps: {
  readonly db: DbOf<'auth'>;
  readonly clock: Clock;
  readonly audit: AuditTrail;
  readonly logger: Logger;
}): SignInRecord {
  const { db, audit, logger } = deps;
  const requests = new AsyncLocalStorage<Asking>();
  const failures = createSignInFailures(deps);
  const asking = () => requests.getStore() ?? NOWHERE;

  async function record(userId: string, append: (tx: TxOf<'auth'>, origin: AuditOrigin) => Promise<void>) {
    const { client, requestId } = asking();
    await db.$transaction(async (tx) => {
      const user = await tx.user.findUnique({ where: { id: userId }, select: { email: true } });
      const actor = { kind: 'person' as const, id: userId, name: user?.email ?? userId };
      await append(tx, { actor, address: client.address, requestId });
    });
  }

  return {
    during: (request, answer) => requests.run(request, answer),
    databaseHooks: {
      session: {
        create: {
          // A password that is changed begins a new session as well, of somebody who is signed in already.
          async before({ userId }, context) {
            if (context?.path !== '/sign-in/email') return;
            await record(userId, async (tx, origin) => {
              const after = await failures.settle(tx, userId);
              await audit.append(tx, origin, { action: signedIn, subjectId: userId, after: after && { ...after } });
            });
          },
        },
        delete: {
          async before({ userId }, context) {
            if (context?.path !== '/sign-out') return;
            await record(userId, (tx, origin) => audit.append(tx, origin, { action: signedOut, subjectId: userId }));
          },
        },
      },
      account: {
        update: {
          async before(change, context) {
            const userId = context?.context.session?.user.id;
            if (context?.path !== '/change-password' || userId === undefined || change.password == null) return;
            await record(userId, (tx, origin) => audit.append(tx, origin, { action: passwordSet, subjectId: userId }));
          },
        },
      },
    },
    afterHook: createAuthMiddleware(async ({ path, body, context: { returned } }) => {
      if (path !== '/sign-in/email' || !isAPIError(returned) || returned.statusCode !== 401) return;
      const { client, requestId } = asking();
      // Not waited for: how long the answer takes must not tell whether there is such a person.
      failures
        .remember(String(body.email), { address: client.address, requestId })
        .catch((error: unknown) => logger.error({ err: error }, 'a wrong password could not be counted'));
    }),
  };
}
