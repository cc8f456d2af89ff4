/** Who is signed in, as procedures see it. */
export interface AdminSession {
  readonly id: string;
  readonly user: { readonly id: string; readonly name: string; readonly email: string; readonly role: string };
  /** UTC. */
  readonly expiresAt: Date;
}

/** Reads the session a request's cookies stand for; null when there is none or it has ended. */
export interface SessionReader {
  read(headers: Headers): Promise<AdminSession | null>;
  /**
   * Looks again every few seconds, which does not count as use; calls `end` once when the session has ended or `holds`
   * says no to what has become of it. Returns how to call it off.
   */
  watch(headers: Headers, holds: (session: AdminSession) => boolean, end: () => void): () => void;
}
