import type { Operations } from '../gateway/service.ts';
import { alreadyExists, limitExceeded } from './errors.ts';
import { inputs, parse } from './inputs.ts';
import { pageOf } from './page.ts';
import type { Registry, RegistryStore, Tags } from './registry-store.ts';
import type { Resolve } from './resolve.ts';
import type { View } from './view.ts';

/** Hard quota of an account and Region (Glue developer guide, "Schema Registry quotas"). */
const MAX_REGISTRIES = 100;

export interface RegistryOperationsDeps {
  readonly store: RegistryStore;
  readonly resolve: Resolve;
  readonly view: View;
  readonly clock: () => number;
}

/** @throws AwsError AlreadyExistsException, ResourceNumberLimitExceededException */
export function createRegistry(
  store: RegistryStore,
  given: { readonly name: string; readonly description?: string | undefined; readonly tags: Tags },
  nowMs: number,
): Registry {
  if (store.registry(given.name)) throw alreadyExists('Registry', given.name);
  if (store.registries().length >= MAX_REGISTRIES) throw limitExceeded('registries');
  const registry = { ...given, createdMs: nowMs, updatedMs: nowMs };
  store.saveRegistry(registry);
  return registry;
}

/** Operations on registries. What is deleted is gone when the answer comes; AWS takes its time. */
export function registryOperations({ store, resolve, view, clock }: RegistryOperationsDeps) {
  const find = (input: Readonly<Record<string, unknown>>) =>
    resolve.registry(parse(inputs.ofRegistry, input).RegistryId);
  return {
    CreateRegistry(input) {
      const { RegistryName, Description, Tags } = parse(inputs.createRegistry, input);
      const given = { name: RegistryName, description: Description, tags: Tags };
      const { name, description, tags } = createRegistry(store, given, clock());
      return { RegistryArn: view.registryArn(name), RegistryName: name, Description: description, Tags: tags };
    },
    DeleteRegistry(input) {
      const registry = find(input);
      store.removeRegistry(registry);
      return { RegistryName: registry.name, RegistryArn: view.registryArn(registry.name), Status: 'DELETING' };
    },
    GetRegistry: (input) => view.registry(find(input)),
    ListRegistries(input) {
      const { items, token } = pageOf(store.registries(), ({ name }) => name, parse(inputs.listRegistries, input));
      return { Registries: items.map(view.registry), ...token };
    },
    UpdateRegistry(input) {
      const { RegistryId, Description } = parse(inputs.updateRegistry, input);
      const registry = resolve.registry(RegistryId);
      store.saveRegistry({ ...registry, description: Description, updatedMs: clock() });
      return { RegistryName: registry.name, RegistryArn: view.registryArn(registry.name) };
    },
  } satisfies Operations;
}
