export { type Auth, type AuthOptions, CLIENT_IP_HEADER, createAuth } from './auth.ts';
export { createMerchants, type Merchant, type Merchants } from './merchants.ts';
export { hasPermission, type Permission } from './permissions.ts';
export type { AdminSession, SessionReader } from './sessions.ts';
export { adminProcedure, merchantProcedure, publicProcedure, type RequestContext, router } from './trpc.ts';
