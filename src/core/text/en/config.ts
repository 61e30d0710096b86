/** English: what is wrong with a configuration, and the fix. */
export const config = {
  missing: (p: { name: string }) =>
    `${p.name} is missing. Set it in the environment or in .env; .env.example says what it is.`,
  invalid: (p: { name: string; expected: string }) =>
    `${p.name} is not valid: it must be ${p.expected}.`,
  missingKey: (p: { key: string }) => `${p.key} is missing. Add it to the configuration file.`,
  expected: {
    port: 'a whole number from 0 to 65535',
    url: 'an absolute http or https URL',
    guid: 'an id such as 01234567-89ab-cdef-0123-456789abcdef',
    secureUrl: 'an https URL, without a user name in it',
    zone: 'an IANA time zone such as Asia/Shanghai',
    locale: 'en or zh-CN',
    level: 'debug, info, warn, error or silent',
    database: 'sqlite: and a file, such as sqlite:data/retention.db, or postgres:// and a database',
    duration: 'a number with m, h or d, such as 24h',
    transport: 'https, cloud-function, cloud-call or cloud-run',
    missingSize: 'none or visit-trend',
    limit: 'a whole number from 1 to 99999',
    text: 'a text that is not empty',
    key: 'a text of at least 16 characters that nobody can guess, such as openssl rand -hex 32 prints',
    list: 'a list',
    grain: 'daily, weekly or monthly',
    unknownDelivery: 'repost or report',
    at: 'a time of day such as "09:30"',
    sensitivity: 'low, normal or high',
    segment: 'new or active',
    offset: 'a whole number',
    fraction: 'a number between 0 and 1, such as 0.15',
    country: 'none, or the code of a country in capitals, such as CN, HK or JP',
    date: 'a date such as 2027-01-01',
    year: 'a year such as 2027',
    keys: 'keys with their values',
    quoted: 'a text that begins with * or & needs quotes around it',
    value: 'a value this setting knows (see .env.example and the README)',
  },
  noFile: (p: { path: string }) =>
    `The configuration file ${p.path} cannot be read. Correct RETENTION_CONFIG, or the rights on the file.`,
  notYaml: (p: { path: string; detail: string }) => `${p.path} is not valid YAML: ${p.detail}`,
  noVariable: (p: { key: string; variable: string }) =>
    `${p.key} refers to the variable ${p.variable}, which is not set. Set it in the environment or in .env.`,
  valueAndFile: (p: { name: string }) =>
    `${p.name} and ${p.name}_FILE are both set. Keep one of the two.`,
  noFileNamed: (p: { name: string }) =>
    `${p.name}_FILE names no file that can be read. It takes the path of a file, beginning with a slash, and never the value itself.`,
  noValueFile: (p: { name: string; path: string }) =>
    `${p.name}_FILE names ${p.path}, which cannot be read. Correct the path, or the rights on the file.`,
  emptyValueFile: (p: { name: string; path: string }) =>
    `${p.name}_FILE names ${p.path}, which is empty. Write the value into it.`,
  unknownKey: (p: { key: string; known: string }) =>
    `${p.key} is not a known key. Known here: ${p.known}.`,
  twice: (p: { key: string; value: string }) =>
    `${p.key}: ${p.value} is named twice. Remove or rename one of the two.`,
  urlOf: (p: { name: string }) => `the URL of ${p.name}`,
  noApp:
    'No Mini Program is configured. Set WECHAT_APPID and WECHAT_APPSECRET, or list apps in the configuration file.',
  noTrend: (p: { key: string }) =>
    `${p.key} is visit-trend, which the cloud function may not ask for. Set it to none, or use another transport.`,
  oneInside: (p: { apps: string }) =>
    `Of ${p.apps} only one may have transport cloud-call or cloud-run: inside the cloud WeChat answers for the Mini Program the container belongs to. Run a bot in each, or use https.`,
  oneAdapter: (p: { key: string; adapters: string }) =>
    `${p.key} must have exactly one of: ${p.adapters}.`,
  adapterOff: (p: { key: string; adapter: string; variable: string }) =>
    `${p.key} is a ${p.adapter} channel, but ${p.variable} is not set. Set it, or remove the channel.`,
  unknownName: (p: { key: string; value: string; known: string }) =>
    `${p.key} names ${p.value}, which is not configured. Known: ${p.known}.`,
  noList: (p: { key: string }) =>
    `${p.key} lists neither channels nor users. List those who may, or remove it.`,
  atOrCron: (p: { key: string }) => `${p.key} has both at and cron. Keep one of the two.`,
  cron: (p: { key: string; detail: string }) =>
    `${p.key} is not a cron line of five fields: ${p.detail}.`,
  neverDue: (p: { key: string; cron: string }) =>
    `${p.key} never fires: no date matches ${p.cron}. Correct its day or its month.`,
  belowOrDrop: (p: { key: string }) => `${p.key} must have exactly one of below and drop.`,
  noOffset: (p: { key: string; grain: string; known: string }) =>
    `${p.key} is not an offset of ${p.grain} figures. Known: ${p.known}.`,
  yearGap: (p: { key: string; year: number; first: number; last: number }) =>
    `${p.key} names ${p.year}, but without it the calendar knows ${p.first} to ${p.last}: a year counts only where it follows on. Name those in between as well, or remove it.`,
};
