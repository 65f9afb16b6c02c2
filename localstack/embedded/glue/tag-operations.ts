import type { Operations } from '../gateway/service.ts';
import { invalidInput, resourceNotFound } from './errors.ts';
import { inputs, MAX_TAGS, parse } from './inputs.ts';
import type { RegistryOperationsDeps } from './registry-operations.ts';
import type { Tags } from './registry-store.ts';

interface Tagged {
  readonly tags: Tags;
  save(tags: Tags): void;
}

/** Tags of registries and schemas. */
export function tagOperations({ store, view }: RegistryOperationsDeps) {
  const find = (arn: string): Tagged => {
    const schema = store.schemas().find((candidate) => view.schemaArn(candidate) === arn);
    if (schema) return { tags: schema.tags, save: (tags) => store.saveSchema({ ...schema, tags }) };
    const registry = store.registries().find(({ name }) => view.registryArn(name) === arn);
    if (registry) return { tags: registry.tags, save: (tags) => store.saveRegistry({ ...registry, tags }) };
    throw resourceNotFound(arn);
  };
  return {
    GetTags: (input) => ({ Tags: find(parse(inputs.getTags, input).ResourceArn).tags }),
    TagResource(input) {
      const { ResourceArn, TagsToAdd } = parse(inputs.tagResource, input);
      const resource = find(ResourceArn);
      const tags = { ...resource.tags, ...TagsToAdd };
      if (Object.keys(tags).length > MAX_TAGS) throw invalidInput(`A resource has at most ${MAX_TAGS} tags.`);
      resource.save(tags);
      return {};
    },
    UntagResource(input) {
      const { ResourceArn, TagsToRemove } = parse(inputs.untagResource, input);
      const resource = find(ResourceArn);
      resource.save(Object.fromEntries(Object.entries(resource.tags).filter(([key]) => !TagsToRemove.includes(key))));
      return {};
    },
  } satisfies Operations;
}
