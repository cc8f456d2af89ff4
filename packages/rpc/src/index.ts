export { adminProcedure, signedInProcedure } from './access/admin-procedure.ts';
export {
  hasPermission,
  isRole,
  PERMISSIONS,
  type Permission,
  permissionsOf,
  ROLES,
  type Role,
} from './access/permissions.ts';
export { requireSession, type SessionRule } from './access/require-session.ts';
export { type AccessRule, needs, PUBLIC } from './access/rules.ts';
export {
  type AuditAction,
  type AuditActor,
  type AuditEntry,
  type AuditOrigin,
  type AuditState,
  type AuditTrail,
  type AuditTx,
  auditReason,
  defineAuditAction,
  type ReasonRule,
  reasonOf,
} from './audit.ts';
export type { RequestClient } from './client.ts';
export type { RequestContext } from './context.ts';
export { invalidInput, requireStorable } from './errors.ts';
export { publicProcedure, router } from './procedures.ts';
export type { AdminSession, SessionReader } from './sessions.ts';
export type { ShopIdentity, ShopReader } from './shops.ts';
export { isStream, type StreamPlaces, type StreamScope, tellEnd } from './streams.ts';
