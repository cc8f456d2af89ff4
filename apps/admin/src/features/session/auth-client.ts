import { createAuthClient } from 'better-auth/client';

/** Signs people in and out with the server's session cookies. */
export const authClient = createAuthClient({ basePath: '/api/auth' });
