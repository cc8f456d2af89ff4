import type { AuditEntry } from './types.ts';

/** Actions whose names alone would read oddly. */
const ACTIONS: Readonly<Record<string, string>> = {
  'person.password_set': 'Password set',
  'person.role_changed': 'Role changed',
  'person.signed_in': 'Signed in',
  'person.signed_out': 'Signed out',
  'person.sign_in_refused': 'Sign-in refused',
  'event.retried': 'Parked event retried',
  'event.skipped': 'Parked event skipped',
};

/** What was done, for somebody who knows no codes: `payment.refunded` is "Payment refunded". */
export function actionLabel(action: string): string {
  return ACTIONS[action] ?? inWords(action);
}

const SUBJECTS: Readonly<Record<string, string>> = { publishable_key: 'Publishable key' };

/** A kind of subject in words. */
export function subjectLabel(type: string): string {
  return SUBJECTS[type] ?? inWords(type);
}

const KINDS: Readonly<Record<AuditEntry['actor']['kind'], string>> = {
  person: 'Person',
  api_key: 'API key',
  operator: 'Operator at the command line',
  system: 'The platform itself',
  anonymous: 'Nobody who is known',
};

/** What an actor is. */
export function actorKindLabel(kind: AuditEntry['actor']['kind']): string {
  return KINDS[kind];
}

/** The page that shows a subject; null where there is none. */
export function subjectPage({ type, id }: AuditEntry['subject']): string | null {
  return type === 'payment' ? `/payments/${encodeURIComponent(id)}` : null;
}

function inWords(name: string): string {
  const words = name.replaceAll(/[._]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
