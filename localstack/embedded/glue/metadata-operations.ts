import { AwsError } from '../gateway/aws-error.ts';
import type { Operations } from '../gateway/service.ts';
import { metadataExists, metadataNotFound } from './errors.ts';
import { inputs, parse } from './inputs.ts';
import { pageOf } from './page.ts';
import type { RegistryOperationsDeps } from './registry-operations.ts';
import type { Metadata, Version } from './registry-store.ts';
import { latestNumber } from './version-status.ts';
import { timeText } from './view.ts';

/** Quota of key-value pairs for each version (Glue developer guide, "Schema Registry quotas"). */
const MAX_PAIRS = 10;

/** Operations on the metadata of versions: pairs of key and value, of which several may have one key. */
export function metadataOperations({ store, resolve, view, clock }: RegistryOperationsDeps) {
  const answer = (version: Version, { key, value }: Pick<Metadata, 'key' | 'value'>) => {
    const schema = store.schema(version.registryName, version.schemaName);
    return {
      SchemaArn: view.schemaArn({ registryName: version.registryName, name: version.schemaName }),
      SchemaName: version.schemaName,
      RegistryName: version.registryName,
      LatestVersion: schema !== undefined && latestNumber(store.versionsOf(schema), clock()) === version.number,
      VersionNumber: version.number,
      SchemaVersionId: version.id,
      MetadataKey: key,
      MetadataValue: value,
    };
  };
  return {
    PutSchemaVersionMetadata(input) {
      const { MetadataKeyValue, ...reference } = parse(inputs.ofVersionAndPair, input);
      const { MetadataKey: key, MetadataValue: value } = MetadataKeyValue;
      const version = resolve.version(reference);
      if (version.metadata.some((pair) => pair.key === key && pair.value === value)) {
        throw metadataExists(version.id, key, value);
      }
      if (version.metadata.length >= MAX_PAIRS) {
        const message = 'Your resource limits for Schema Version Metadata have been exceeded.';
        throw new AwsError('ResourceNumberLimitExceededException', message);
      }
      store.saveVersion({ ...version, metadata: [...version.metadata, { key, value, createdMs: clock() }] });
      return answer(version, { key, value });
    },
    QuerySchemaVersionMetadata(input) {
      const { MetadataList, MaxResults, NextToken, ...reference } = parse(inputs.querySchemaVersionMetadata, input);
      const version = resolve.version(reference);
      const wanted = ({ key, value }: Metadata) =>
        MetadataList.length === 0 ||
        MetadataList.some(
          ({ MetadataKey = key, MetadataValue = value }) => MetadataKey === key && MetadataValue === value,
        );
      const byKey = new Map<string, Metadata[]>();
      for (const pair of version.metadata.filter(wanted)) byKey.set(pair.key, [...(byKey.get(pair.key) ?? []), pair]);
      const { items, token } = pageOf([...byKey], ([key]) => key, { MaxResults, NextToken });
      return {
        MetadataInfoMap: Object.fromEntries(items.map(([key, pairs]) => [key, infoOf(pairs)])),
        SchemaVersionId: version.id,
        ...token,
      };
    },
    RemoveSchemaVersionMetadata(input) {
      const { MetadataKeyValue, ...reference } = parse(inputs.ofVersionAndPair, input);
      const { MetadataKey: key, MetadataValue: value } = MetadataKeyValue;
      const version = resolve.version(reference);
      const kept = version.metadata.filter((pair) => pair.key !== key || pair.value !== value);
      if (kept.length === version.metadata.length) throw metadataNotFound(version.id, key, value);
      store.saveVersion({ ...version, metadata: kept });
      return answer(version, { key, value });
    },
  } satisfies Operations;
}

/** The newest value of a key, and the others beside it. */
function infoOf(pairs: readonly Metadata[]) {
  const shown = pairs.map(({ value, createdMs }) => ({ MetadataValue: value, CreatedTime: timeText(createdMs) }));
  const others = shown.slice(0, -1);
  return { ...shown.at(-1), ...(others.length > 0 ? { OtherMetadataValueList: others.reverse() } : {}) };
}
