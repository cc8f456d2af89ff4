import { defineAuditAction } from '@flashstudio/rpc';

/** What is done to people, and what people do at the door. */
export const personAdded = defineAuditAction({ name: 'person.added', subject: 'person', reason: 'free' });
export const personRenamed = defineAuditAction({ name: 'person.renamed', subject: 'person', reason: 'free' });
export const passwordSet = defineAuditAction({ name: 'person.password_set', subject: 'person', reason: 'free' });
export const roleChanged = defineAuditAction({ name: 'person.role_changed', subject: 'person', reason: 'needed' });
export const personDisabled = defineAuditAction({ name: 'person.disabled', subject: 'person', reason: 'needed' });
export const personRemoved = defineAuditAction({ name: 'person.removed', subject: 'person', reason: 'needed' });
export const signedIn = defineAuditAction({ name: 'person.signed_in', subject: 'person', reason: 'free' });
export const signedOut = defineAuditAction({ name: 'person.signed_out', subject: 'person', reason: 'free' });
export const signInRefused = defineAuditAction({ name: 'person.sign_in_refused', subject: 'person', reason: 'free' });
