import { AwsError } from '../gateway/aws-error.ts';
import type { KeyValueJournal } from '../journal.ts';

/** What a table has beyond what dynalite keeps of it. */
export interface TableSettings {
  readonly deletionProtected: boolean;
  readonly encryption?: { readonly keyId: string };
  readonly tableClass: string;
  /** The attribute that holds an item's expiry in epoch seconds. Nothing is deleted: AWS promises only "within a few days". */
  readonly ttlAttribute?: string;
  readonly recovery?: { readonly sinceMs: number; readonly days: number };
  readonly tags: Readonly<Record<string, string>>;
}

export const DEFAULT_SETTINGS: TableSettings = { deletionProtected: false, tableClass: 'STANDARD', tags: {} };

export type SettingsByTable = KeyValueJournal<TableSettings>;

export interface SseSpecification {
  readonly Enabled?: boolean | undefined;
  readonly SSEType?: string | undefined;
  readonly KMSMasterKeyId?: string | undefined;
}

/** What `CreateTable` and `UpdateTable` may say about settings. */
export interface SettingsInput {
  readonly DeletionProtectionEnabled?: boolean | undefined;
  readonly SSESpecification?: SseSpecification | undefined;
  readonly TableClass?: string | undefined;
}

/** DynamoDB's own key, used when encryption with KMS is asked for without naming one. */
const AWS_MANAGED_KEY = 'alias/aws/dynamodb';

export function applySettings(settings: TableSettings, input: SettingsInput): TableSettings {
  const { encryption, ...rest } = settings;
  const sse = input.SSESpecification;
  const wanted =
    sse === undefined ? encryption : sse.Enabled ? { keyId: sse.KMSMasterKeyId ?? AWS_MANAGED_KEY } : undefined;
  return {
    ...rest,
    deletionProtected: input.DeletionProtectionEnabled ?? settings.deletionProtected,
    tableClass: input.TableClass ?? settings.tableClass,
    ...(wanted ? { encryption: wanted } : {}),
  };
}

/** The members of a table's description that show its settings. */
export function describeSettings(settings: TableSettings): object {
  return {
    DeletionProtectionEnabled: settings.deletionProtected,
    TableClassSummary: { TableClass: settings.tableClass },
    ...(settings.encryption
      ? { SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: settings.encryption.keyId } }
      : {}),
  };
}

export function describeTimeToLive({ ttlAttribute }: TableSettings): object {
  const status = ttlAttribute === undefined ? { TimeToLiveStatus: 'DISABLED' } : { TimeToLiveStatus: 'ENABLED' };
  return { TimeToLiveDescription: { ...status, AttributeName: ttlAttribute } };
}

/** @throws AwsError where nothing would change, as AWS does */
export function setTimeToLive(
  settings: TableSettings,
  spec: { AttributeName: string; Enabled: boolean },
): TableSettings {
  const { ttlAttribute, ...rest } = settings;
  if (spec.Enabled) {
    if (ttlAttribute !== undefined) throw new AwsError('ValidationException', 'TimeToLive is already enabled');
    return { ...rest, ttlAttribute: spec.AttributeName };
  }
  if (ttlAttribute === undefined) throw new AwsError('ValidationException', 'TimeToLive is already disabled');
  return rest;
}

export function describeBackups({ recovery }: TableSettings, nowMs: number): object {
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: recovery
        ? {
            PointInTimeRecoveryStatus: 'ENABLED',
            RecoveryPeriodInDays: recovery.days,
            EarliestRestorableDateTime: Math.max(recovery.sinceMs, nowMs - recovery.days * 86_400_000) / 1000,
            LatestRestorableDateTime: nowMs / 1000,
          }
        : { PointInTimeRecoveryStatus: 'DISABLED' },
    },
  };
}

export function setRecovery(
  settings: TableSettings,
  spec: { readonly PointInTimeRecoveryEnabled: boolean; readonly RecoveryPeriodInDays?: number | undefined },
  nowMs: number,
): TableSettings {
  const { recovery, ...rest } = settings;
  if (!spec.PointInTimeRecoveryEnabled) return rest;
  return { ...rest, recovery: { sinceMs: recovery?.sinceMs ?? nowMs, days: spec.RecoveryPeriodInDays ?? 35 } };
}
