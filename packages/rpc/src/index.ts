export type { RequestClient } from './client.ts';
export type { RequestContext } from './context.ts';
export type { Merchant, MerchantReader } from './merchants.ts';
export { publicProcedure, router } from './procedures.ts';
export type { AdminSession, SessionReader } from './sessions.ts';
