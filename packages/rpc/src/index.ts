export type { RequestClient } from './client.ts';
export type { RequestContext } from './context.ts';
export { invalidInput, requireStorable } from './errors.ts';
export { publicProcedure, router } from './procedures.ts';
export type { AdminSession, SessionReader } from './sessions.ts';
export type { ShopIdentity, ShopReader } from './shops.ts';
export { isStream, type StreamPlaces, type StreamScope, tellEnd } from './streams.ts';
