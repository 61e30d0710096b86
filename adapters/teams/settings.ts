/** The environment variables of the Teams adapter. */
import { z } from 'zod';

export const settings = z.object({
  TEAMS_APP_ID: z.string().min(1).describe('Microsoft App ID of your Azure bot; turns Teams on'),
  TEAMS_APP_TYPE: z
    .enum(['SingleTenant', 'UserAssignedMSI'])
    .default('SingleTenant')
    .describe('The bot’s type in Azure: SingleTenant, or UserAssignedMSI, which needs no secret'),
  TEAMS_APP_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .describe('Client secret of the same app registration: its value, not its id'),
  TEAMS_TENANT_ID: z.string().min(1).describe('Directory (tenant) ID the app is registered in'),
  TEAMS_ALLOWED_TENANTS: z
    .string()
    .regex(/^\s*[\w.-]+(\s*,\s*[\w.-]+)*\s*$/, { error: 'list' })
    .optional()
    .describe('Directory IDs the bot answers, with commas between; TEAMS_TENANT_ID alone if unset'),
});

export type TeamsSettings = z.output<typeof settings>;

/** Variables that the bot's type needs and that are not set. */
export function missing({ TEAMS_APP_TYPE, TEAMS_APP_PASSWORD }: Partial<TeamsSettings>): string[] {
  // A type that is not valid has been told; what it needs is not known then.
  return TEAMS_APP_TYPE === 'SingleTenant' && !TEAMS_APP_PASSWORD ? ['TEAMS_APP_PASSWORD'] : [];
}

/** The directories whose people are heard. */
export function tenantsOf({ TEAMS_ALLOWED_TENANTS, TEAMS_TENANT_ID }: TeamsSettings): string[] {
  return (TEAMS_ALLOWED_TENANTS ?? TEAMS_TENANT_ID).split(',').map((tenant) => tenant.trim());
}
