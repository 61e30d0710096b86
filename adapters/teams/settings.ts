/** The environment variables of the Teams adapter. */
import { z } from 'zod';

export const settings = z.object({
  TEAMS_APP_ID: z
    .string()
    .min(1)
    .describe('Microsoft App ID of your Azure bot (single tenant); turns Teams on'),
  TEAMS_APP_PASSWORD: z
    .string()
    .min(1)
    .describe('Client secret of the same app registration: its value, not its id'),
  TEAMS_TENANT_ID: z.string().min(1).describe('Directory (tenant) ID the app is registered in'),
});

export type TeamsSettings = z.output<typeof settings>;
