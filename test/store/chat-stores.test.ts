/** The SQLite stores keep the contract of chats. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openStores } from '../../src/store/index.ts';
import { chatStoresContract, sharedChatStoresContract } from '../contracts/chat-stores.ts';

const folder = mkdtempSync(join(tmpdir(), 'retention-chats-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newPath = () => join(folder, `${++files}`, 'retention.db');

chatStoresContract('SQLite in memory', async () => {
  const stores = await openStores(':memory:');
  return { stores, close: stores.close };
});

chatStoresContract('SQLite in a file', async () => {
  const stores = await openStores(newPath());
  return { stores, close: stores.close };
});

sharedChatStoresContract('SQLite in a file', async () => {
  const path = newPath();
  const stores = await openStores(path);
  return { stores, reopen: () => openStores(path), close: stores.close };
});
