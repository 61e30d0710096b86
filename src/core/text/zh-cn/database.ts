/** Simplified Chinese: why a PostgreSQL database can't be used. */
import type { Catalogue } from '../catalogue.ts';
import { wording } from './wording.ts';

export const database: Catalogue['database'] = {
  password: (p) =>
    wording(
      `PostgreSQL 拒绝了 ${p.place} 的用户名或密码（${p.detail}）。`,
      '请在 DATABASE_URL 中更正；密码中的特殊字符须转义，例如 @ 写作 %40。',
    ),
  host: (p) =>
    wording(
      `连接不到 ${p.place} 的 PostgreSQL（${p.detail}）。`,
      '请检查 DATABASE_URL 中的主机和端口、数据库服务是否运行，以及本机能否访问它。',
    ),
  missing: (p) =>
    wording(
      `数据库 ${p.place} 不存在（${p.detail}）。`,
      '请创建它（例如用 createdb），或更正 DATABASE_URL 中的名称。',
    ),
  rights: (p) =>
    wording(
      `DATABASE_URL 中的用户在 ${p.place} 中权限不足（${p.detail}）。`,
      '请让该用户成为数据库或其表所在模式的所有者。',
    ),
  old: (p) =>
    wording(
      `${p.place} 的 PostgreSQL 版本过旧（${p.detail}）。`,
      '请使用 13 或更新的版本；数据可用 pg_dump 和 pg_restore 迁移。',
    ),
  encoding: (p) =>
    wording(
      `数据库 ${p.place} 无法保存中文：其编码为 ${p.detail}。`,
      "请用 ENCODING 'UTF8' TEMPLATE template0 另建数据库，并在 DATABASE_URL 中指定。",
    ),
  url: () =>
    wording(
      'DATABASE_URL 不是 PostgreSQL 地址。',
      '请写作 postgres://user:password@host:5432/database；密码中的特殊字符须转义，例如 @ 写作 %40。',
    ),
  server: (p) =>
    wording(`PostgreSQL 未能在 ${p.place} 完成操作（${p.detail}）。`, '请检查数据库服务及其日志。'),
};
