import {
  DescribeStreamSummaryCommand,
  type DescribeStreamSummaryCommandOutput,
  GetRecordsCommand,
  type GetRecordsCommandInput,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type GetShardIteratorCommandOutput,
  ListShardsCommand,
  type ListShardsCommandInput,
  type ListShardsCommandOutput,
  PutRecordsCommand,
  type PutRecordsCommandInput,
} from '@aws-sdk/client-kinesis';
import type { HeldShard } from './held-shard.ts';
import { invalid, iteratorExpired, notFound } from './kinesis-errors.ts';
import { type PutTarget, putRecords } from './put-records.ts';
import { decodeIterator, encodeIterator, placeIn } from './shard-iterator.ts';
import { pageOfList, restOf } from './shard-list.ts';
import { MAX_RECORDS, pageAt } from './shard-page.ts';

export interface SimKinesisDeps {
  readonly stream: { readonly streamName: string; readonly streamCreatedMs: number };
  /** In the order in which they were opened. */
  readonly shards: () => readonly HeldShard[];
  readonly nowMs: () => number;
  /** Streams that records are put to, by their names; nothing is read from them. Default: none. */
  readonly targets?: ReadonlyMap<string, PutTarget>;
  /** Asked once per GetRecords that has something to give: it gives nothing, as a sparse shard does before its tip. Default: never. */
  readonly isEmptyPage?: () => boolean;
  /** Asked once per GetRecords: the iterator has expired before its time. Default: never. */
  readonly isExpired?: () => boolean;
  /** The shards, from the first on, that a list has, drawn once for all its pages; the latest may be missing. Default: all. */
  readonly listed?: (shards: readonly HeldShard[]) => readonly HeldShard[];
  /** Most shards on a page of a list, 1 at least. Default: as many as the service puts there. */
  readonly pageShards?: () => number;
}

/** Kinesis API reference, ListShards. */
const SHARDS_PER_PAGE = 1_000;
const RETENTION_HOURS = 24;

/** One stream as Kinesis lets it be read, and others as it lets records be put to them. */
export class SimKinesis {
  readonly #deps: Required<SimKinesisDeps>;

  constructor(deps: SimKinesisDeps) {
    this.#deps = {
      targets: new Map(),
      isEmptyPage: () => false,
      isExpired: () => false,
      listed: (shards) => shards,
      pageShards: () => SHARDS_PER_PAGE,
      ...deps,
    };
  }

  /**
   * Answers a command of the SDK.
   *
   * @throws the SDK's errors; Error for a command that no function sends
   */
  execute(command: object): object {
    if (command instanceof GetRecordsCommand) return this.#getRecords(command.input);
    if (command instanceof GetShardIteratorCommand) return this.#getShardIterator(command.input);
    if (command instanceof ListShardsCommand) return this.#listShards(command.input);
    if (command instanceof PutRecordsCommand) return this.#putRecords(command.input);
    if (command instanceof DescribeStreamSummaryCommand) return this.#describe(command.input.StreamName);
    throw new Error(`the simulated Kinesis knows no ${command.constructor.name}`);
  }

  #getRecords({ ShardIterator, Limit = MAX_RECORDS }: GetRecordsCommandInput): GetRecordsCommandOutput {
    const { nowMs, isExpired, isEmptyPage } = this.#deps;
    if (!Number.isInteger(Limit) || Limit < 1 || Limit > MAX_RECORDS) throw invalid(`Invalid Limit ${Limit}.`);
    const place = decodeIterator(ShardIterator, nowMs());
    if (isExpired()) throw iteratorExpired();
    return pageAt(this.#shard(place.shardId), place, Limit, nowMs(), isEmptyPage);
  }

  #getShardIterator(input: GetShardIteratorCommandInput): GetShardIteratorCommandOutput {
    this.#seeStream(input.StreamName);
    const place = placeIn(this.#shard(input.ShardId), input);
    return { $metadata: {}, ShardIterator: encodeIterator(place, this.#deps.nowMs()) };
  }

  #listShards(input: ListShardsCommandInput): ListShardsCommandOutput {
    const { shards, listed, pageShards, nowMs } = this.#deps;
    let rest = restOf(input, nowMs());
    if (!rest) {
      this.#seeStream(input.StreamName);
      rest = { from: 0, count: listed(shards()).length };
    }
    const most = Math.min(pageShards(), input.MaxResults ?? SHARDS_PER_PAGE);
    return pageOfList(shards(), rest, most, nowMs());
  }

  #putRecords(input: PutRecordsCommandInput): object {
    const target = this.#deps.targets.get(input.StreamName ?? '');
    if (!target) throw notFound(`Stream ${input.StreamName}`);
    return putRecords(target, input);
  }

  #describe(given: string | undefined): DescribeStreamSummaryCommandOutput {
    this.#seeStream(given);
    const { streamName, streamCreatedMs } = this.#deps.stream;
    return {
      $metadata: {},
      StreamDescriptionSummary: {
        StreamName: streamName,
        StreamARN: `arn:aws:kinesis:us-east-1:000000000000:stream/${streamName}`,
        StreamStatus: 'ACTIVE',
        RetentionPeriodHours: RETENTION_HOURS,
        StreamCreationTimestamp: new Date(streamCreatedMs),
        EnhancedMonitoring: [],
        OpenShardCount: this.#deps.shards().filter(({ isClosed }) => !isClosed).length,
      },
    };
  }

  #seeStream(streamName: string | undefined): void {
    if (streamName === undefined) throw invalid('The stream is not named.');
    if (streamName !== this.#deps.stream.streamName) throw notFound(`Stream ${streamName}`);
  }

  #shard(shardId: string | undefined): HeldShard {
    const shard = this.#deps.shards().find((candidate) => candidate.shardId === shardId);
    if (!shard) throw notFound(`Shard ${shardId}`);
    return shard;
  }
}
