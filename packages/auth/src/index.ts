export { type Auth, type AuthOptions, CLIENT_IP_HEADER, createAuth } from './auth.ts';
export { createMerchants, type Merchants } from './merchants.ts';
export { hasPermission, type Permission } from './permissions.ts';
export { adminProcedure, merchantProcedure } from './procedures.ts';
