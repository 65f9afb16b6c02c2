import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from './cloudformation/stacks.ts';
import { type ItemStore, makeMemoryItemStore, openLevelItemStore } from './dynamodb/item-store.ts';
import type { TableSettings } from './dynamodb/table-settings.ts';
import type { GlueJournals } from './glue/registry-store.ts';
import { type KeyValueJournal, openKeyValueJournal } from './journal.ts';
import { openLevelRecordStore } from './kinesis/level-record-store.ts';
import { makeMemoryRecordStore } from './kinesis/memory-record-store.ts';
import type { RecordStore } from './kinesis/record-store.ts';
import type { Stream } from './kinesis/stream.ts';
import { makeMemoryBodyStore, openFileBodyStore } from './s3/body-store.ts';
import type { Bucket, ObjectJournals, StoredObject } from './s3/object-store.ts';
import type { SentMessage } from './sqs/deduplication.ts';
import type { Message, MessageState } from './sqs/message.ts';
import type { MoveTask } from './sqs/move-task.ts';
import type { QueueDefinition } from './sqs/queue.ts';

/** Where the services keep what they are told: memory, or a directory. */
export interface Stores {
  readonly streams: KeyValueJournal<Stream>;
  readonly records: RecordStore;
  readonly items: ItemStore;
  readonly tableSettings: KeyValueJournal<TableSettings>;
  readonly queues: KeyValueJournal<QueueDefinition>;
  readonly messages: KeyValueJournal<Message>;
  readonly messageStates: KeyValueJournal<MessageState>;
  readonly deduplicated: KeyValueJournal<SentMessage>;
  readonly moveTasks: KeyValueJournal<MoveTask>;
  readonly stacks: KeyValueJournal<Stack>;
  readonly glue: GlueJournals;
  readonly s3: ObjectJournals;
  close(): Promise<void>;
}

/** @throws DataDirectoryInUseError, JournalCorruptError */
export async function openStores(dataDir: string | undefined): Promise<Stores> {
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });
  const closers: (() => void)[] = [];
  const journal = <V>(name: string): KeyValueJournal<V> => {
    const opened = openKeyValueJournal<V>(dataDir, name);
    closers.push(() => opened.close());
    return opened;
  };
  // Before the journals: its lock tells whether another process has the directory.
  const records =
    dataDir === undefined ? makeMemoryRecordStore() : await openLevelRecordStore(join(dataDir, 'kinesis'));
  const items = dataDir === undefined ? makeMemoryItemStore() : await openLevelItemStore(join(dataDir, 'dynamodb'));
  const objects = journal<StoredObject>('s3-objects');
  const bodies =
    dataDir === undefined
      ? makeMemoryBodyStore()
      : await openFileBodyStore(join(dataDir, 's3'), new Set([...objects.entries()].map(([, { bodyId }]) => bodyId)));
  return {
    streams: journal('streams'),
    records,
    items,
    tableSettings: journal('tables'),
    queues: journal('queues'),
    messages: journal('messages'),
    messageStates: journal('message-states'),
    deduplicated: journal('deduplicated-messages'),
    moveTasks: journal('message-move-tasks'),
    stacks: journal('stacks'),
    glue: {
      registries: journal('glue-registries'),
      schemas: journal('glue-schemas'),
      schemaVersions: journal('glue-schema-versions'),
    },
    s3: { buckets: journal<Bucket>('s3-buckets'), objects, bodies },
    async close() {
      await records.close();
      await items.close();
      for (const close of closers) close();
    },
  };
}
