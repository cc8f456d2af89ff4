import type { DbOf } from '@flashstudio/db';
import type { Clock, Scheduler } from '@flashstudio/platform';
import type { AdminSession, SessionReader } from '@flashstudio/rpc';

/** How long people stay signed in. */
export interface SessionLimits {
  /** From signing in, whatever they do (ms). */
  readonly lifetimeMs: number;
  /** Without asking for anything (ms). An open stream asks for nothing. */
  readonly idleMs: number;
}

/** A session as better-auth finds it by its cookie. */
export interface FoundSession {
  readonly session: { readonly id: string; readonly createdAt: Date; readonly updatedAt: Date };
  readonly user: Omit<AdminSession['user'], 'role'> & { readonly role?: string | null | undefined };
}

export interface SessionsDeps {
  readonly db: DbOf<'auth'>;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly limits: SessionLimits;
  readonly find: (headers: Headers) => Promise<FoundSession | null>;
}

/** Within this time a stream ends after its session does (ms). */
const CHECK_EVERY_MS = 5_000;
/** Use is written down this many times within the idle limit: each time is a write. */
const MARKS_PER_IDLE = 12;

/** Reads sessions and ends them in time: better-auth would go on extending one for as long as it is used. */
export function createSessions({ db, clock, scheduler, limits, find }: SessionsDeps): SessionReader {
  const look = async (headers: Headers) => {
    const found = await find(headers);
    if (found === null) return null;
    const { id, createdAt, updatedAt } = found.session;
    const endsAt = Math.min(createdAt.getTime() + limits.lifetimeMs, updatedAt.getTime() + limits.idleMs);
    if (clock.now().getTime() >= endsAt) {
      await db.session.deleteMany({ where: { id } });
      return null;
    }
    const { id: userId, name, email, role } = found.user;
    const session: AdminSession = {
      id,
      user: { id: userId, name, email, role: role ?? '' },
      expiresAt: new Date(endsAt),
    };
    return { session, usedAt: updatedAt };
  };

  return {
    async read(headers) {
      const seen = await look(headers);
      if (seen === null) return null;
      const now = clock.now();
      if (now.getTime() - seen.usedAt.getTime() >= limits.idleMs / MARKS_PER_IDLE)
        await db.session.updateMany({ where: { id: seen.session.id }, data: { updatedAt: now } });
      return seen.session;
    },

    watch(headers, holds, end) {
      let callOff = () => {};
      let over = false;
      const check = async () => {
        // A database that does not answer proves nothing: what cannot be checked ends as well.
        const seen = await look(headers).catch(() => null);
        if (over) return;
        if (seen !== null && holds(seen.session)) wait();
        else end();
      };
      const wait = () => {
        callOff = scheduler.after(CHECK_EVERY_MS, () => void check());
      };
      wait();
      return () => {
        over = true;
        callOff();
      };
    },
  };
}
