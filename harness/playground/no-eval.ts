import { z } from 'zod';

// Imported first: zod asks once, by trying, whether code may be made of texts, and the page's policy would report the attempt.
z.config({ jitless: true });
