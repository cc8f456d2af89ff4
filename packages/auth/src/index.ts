// What a procedure may ask of its caller lies a floor below, so that packages beside this one can ask it as well.
export { adminProcedure, hasPermission, type Permission, ROLES, signedInProcedure } from '@flashstudio/rpc';
export { type Auth, type AuthOptions, createAuth } from './auth.ts';
export type { Because, People } from './people.ts';
export type { SessionLimits } from './sessions.ts';
export type { Asking } from './sign-in-record.ts';
