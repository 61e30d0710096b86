/** The environment variables the bot itself reads; each adapter adds its own. */
import { z } from 'zod';
import { LOCALES } from '../core/text/index.ts';
import { isZone } from './zone.ts';

const text = z.string({ error: 'text' }).min(1, { error: 'text' });
const url = z.url({ protocol: /^https?$/, error: 'url' });

/** An error message here is the name of what is expected, worded by the catalogue. */
export const settings = z.object({
  WECHAT_APPID: text.optional(),
  WECHAT_APPSECRET: text.optional(),
  WECHAT_APP_NAME: text.optional(),
  WECHAT_API_URL: url.default('https://api.weixin.qq.com'),
  DATABASE_URL: z
    .string()
    .regex(/^sqlite:.+/, { error: 'database' })
    .default('sqlite:data/retention.db'),
  RETENTION_CONFIG: text.optional(),
  HOST: text.default('0.0.0.0'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, { error: 'port' })
    .transform(Number)
    .refine((port) => port <= 65_535, { error: 'port' })
    .default(3000),
  PUBLIC_URL: url.optional(),
  QUICKCHART_URL: url.optional(),
  TIME_ZONE: z.string().refine(isZone, { error: 'zone' }).default('Asia/Shanghai'),
  LOCALE: z.enum(LOCALES, { error: 'locale' }).default('en'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], { error: 'level' })
    .default('info'),
});
