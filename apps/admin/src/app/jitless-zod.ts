import { z } from 'zod';

// Our Content-Security-Policy allows no code made at run time. Imported before anything that makes a schema.
z.config({ jitless: true });
