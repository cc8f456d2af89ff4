/** Who is signed in, as procedures see it. */
export interface AdminSession {
  readonly user: { readonly id: string; readonly name: string; readonly email: string; readonly role: string };
  /** UTC. */
  readonly expiresAt: Date;
}

/** Reads the session a request's cookies stand for; null when there is none or it has ended. */
export interface SessionReader {
  read(headers: Headers): Promise<AdminSession | null>;
}
