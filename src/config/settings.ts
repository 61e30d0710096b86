/** The environment variables the bot itself reads; each adapter adds its own. */
import { z } from 'zod';
import { LOCALES } from '../core/text/index.ts';
import { MISSING_SIZES, TRANSPORTS } from '../ports/access.ts';
import { isZone } from './zone.ts';

const text = z.string({ error: 'text' }).min(1, { error: 'text' });
const url = z.url({ protocol: /^https?$/, error: 'url' });
const limit = z
  .string()
  .regex(/^[1-9]\d{0,4}$/, { error: 'limit' })
  .transform(Number);

const duration = z.string().regex(/^[1-9]\d{0,3}[mhd]$/, { error: 'duration' });

/** WeChat's own address; the one that is set where nothing else is. */
export const WECHAT_URL = 'https://api.weixin.qq.com';

/** An error message here is the name of what is expected, worded by the catalogue. */
export const settings = z.object({
  WECHAT_APPID: text.optional(),
  WECHAT_APPSECRET: text.optional(),
  WECHAT_APP_NAME: text.optional(),
  WECHAT_API_URL: url.default(WECHAT_URL),
  WECHAT_TRANSPORT: z.enum(TRANSPORTS, { error: 'transport' }).default('https'),
  WECHAT_TOKEN_URL: url.optional(),
  WECHAT_TOKEN_BEARER: text.optional(),
  WECHAT_CLOUD_ENV: text.optional(),
  WECHAT_CLOUD_FUNCTION: text.default('retention'),
  WECHAT_MISSING_SIZE: z.enum(MISSING_SIZES, { error: 'missingSize' }).default('none'),
  WECHAT_IN_FLIGHT: limit.default(32),
  WECHAT_IN_FLIGHT_PER_APP: limit.default(2),
  WECHAT_PER_SECOND: limit.default(200),
  WECHAT_PER_SECOND_PER_APP: limit.default(10),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, { error: 'database' })
    .default('sqlite:data/retention.db'),
  CATCH_UP: duration.default('24h'),
  KEEP_RAW_DAYS: limit.default(400),
  COMMANDS_PER_MINUTE: limit.default(30),
  RETENTION_CONFIG: text.optional(),
  HOST: text.default('0.0.0.0'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, { error: 'port' })
    .transform(Number)
    .refine((port) => port <= 65_535, { error: 'port' })
    .default(3000),
  PUBLIC_URL: url.optional(),
  SIGNING_KEY: z.string().min(16, { error: 'key' }).optional(),
  METRICS_TOKEN: text.optional(),
  QUICKCHART_URL: url.optional(),
  TIME_ZONE: z.string().refine(isZone, { error: 'zone' }).default('Asia/Shanghai'),
  LOCALE: z.enum(LOCALES, { error: 'locale' }).default('en'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], { error: 'level' })
    .default('info'),
  ON_UNKNOWN_DELIVERY: z.enum(['repost', 'report'], { error: 'unknownDelivery' }).default('repost'),
});

/** Those that are given and valid. */
export type Settings = Partial<z.output<typeof settings>>;
