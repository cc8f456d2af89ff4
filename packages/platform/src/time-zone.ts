/**
 * Whether this names a time zone of the IANA database, such as Europe/Berlin or UTC. An offset such as +02:00 does not,
 * though Intl takes it: it knows no summer time, and PostgreSQL reads its sign the other way round.
 */
export function isTimeZone(name: string): boolean {
  if (!/^[a-z]/i.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
