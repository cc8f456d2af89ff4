import { defineAuditAction } from '@flashstudio/rpc';

/** What people do to shops, their keys and products. */
export const shopOpened = defineAuditAction({ name: 'shop.opened', subject: 'shop', reason: 'free' });
export const shopChanged = defineAuditAction({ name: 'shop.settings_changed', subject: 'shop', reason: 'free' });
export const keyCreated = defineAuditAction({ name: 'key.created', subject: 'publishable_key', reason: 'needed' });
export const keyRenamed = defineAuditAction({ name: 'key.renamed', subject: 'publishable_key', reason: 'needed' });
export const keyRevoked = defineAuditAction({ name: 'key.revoked', subject: 'publishable_key', reason: 'needed' });
export const productAdded = defineAuditAction({ name: 'product.added', subject: 'product', reason: 'free' });
export const productChanged = defineAuditAction({ name: 'product.changed', subject: 'product', reason: 'free' });
