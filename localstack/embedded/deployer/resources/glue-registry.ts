import { CreateRegistryCommand, GetRegistryCommand, UpdateRegistryCommand } from '@aws-sdk/client-glue';
import { z } from 'zod';
import { DeployError } from '../deploy-error.ts';
import { TAGS } from '../property.ts';
import { resourceType } from '../resource-type.ts';
import { ifFound } from './if-found.ts';

/** AWS::Glue::Registry. A registry that exists keeps its schemas; its description follows the template. */
export const glueRegistry = resourceType({
  applied: z.strictObject({ Name: z.string(), Description: z.string().optional() }),
  withoutEffect: TAGS,
  async deploy({ Name, Description }, { clients: { glue } }) {
    const RegistryId = { RegistryName: Name };
    const existing = await ifFound(glue.send(new GetRegistryCommand({ RegistryId })));
    if (existing && Description !== undefined && existing.Description !== Description) {
      await glue.send(new UpdateRegistryCommand({ RegistryId, Description }));
    }
    const registry =
      existing ??
      (await glue.send(new CreateRegistryCommand({ RegistryName: Name, ...(Description && { Description }) })));
    if (registry.RegistryArn === undefined) throw new DeployError(`registry ${Name} has no ARN`);
    return { ref: registry.RegistryArn, attributes: { Arn: registry.RegistryArn } };
  },
});
