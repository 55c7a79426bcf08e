import { z } from 'zod';

// Imported before any schema is made. Code that zod would make of each schema costs thrice as much as all that a process has it check;
// and where a page's policy forbids that, the attempt would be reported.
z.config({ jitless: true });
