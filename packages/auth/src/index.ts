export { type Auth, type AuthOptions, CLIENT_IP_HEADER, createAuth } from './auth.ts';
export { hasPermission, type Permission, permissionsOf } from './permissions.ts';
export { adminProcedure } from './procedures.ts';
export type { SessionLimits } from './sessions.ts';
