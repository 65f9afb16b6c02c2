import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnRegistry, CfnSchema, CfnSchemaVersion } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import type { AnyEventType } from '../../src/engine/event-type.ts';
import { type Pipeline, registryNameOf } from '../../src/engine/pipeline.ts';

interface PipelineSchemasProps {
  readonly definition: Pipeline;
  readonly removalPolicy: RemovalPolicy;
}

/** A version of a schema as the registry will know it. */
export interface DeployedVersion {
  readonly event: string;
  readonly version: number;
  /** Its id, known at deployment. */
  readonly versionId: string;
}

/**
 * The registry of a pipeline: a schema an event type, and a resource for each version after the first, which the schema itself brings.
 *
 * A version that goes out of the template stays in the registry, or records written under it could not be read any more; a definition
 * is never changed in place, which CloudFormation would take for another version (docs/schemas.md).
 */
export class PipelineSchemas extends Construct {
  readonly registryName: string;
  readonly versions: readonly DeployedVersion[];

  constructor(scope: Construct, id: string, { definition, removalPolicy }: PipelineSchemasProps) {
    super(scope, id);
    this.registryName = registryNameOf(definition);
    const registry = new CfnRegistry(this, 'Registry', {
      name: this.registryName,
      description: `Events of the Millrace pipeline ${definition.name}`,
    });
    registry.applyRemovalPolicy(removalPolicy);
    registry.overrideLogicalId('SchemaRegistry');
    this.versions = definition.events.flatMap((type) => this.addSchema(type, registry, removalPolicy));
  }

  private addSchema(type: AnyEventType, registry: CfnRegistry, removalPolicy: RemovalPolicy): DeployedVersion[] {
    const [first, ...later] = type.schema.versions;
    if (!first) return [];
    const logicalId = `Schema${pascalCase(type.name)}`;
    const schema = new CfnSchema(this, type.name, {
      name: type.name,
      registry: { arn: registry.attrArn },
      dataFormat: type.schema.format,
      compatibility: type.compatibility,
      // Ignored when the schema is made; asked for by every later change of its compatibility.
      checkpointVersion: { isLatest: true },
      schemaDefinition: first.definition,
    });
    schema.applyRemovalPolicy(removalPolicy);
    schema.overrideLogicalId(logicalId);
    const versions = [{ event: type.name, version: first.version, versionId: schema.attrInitialSchemaVersionId }];
    let before: CfnSchema | CfnSchemaVersion = schema;
    for (const { version, definition } of later) {
      const resource = new CfnSchemaVersion(this, `${type.name}-v${version}`, {
        schema: { schemaArn: schema.attrArn },
        schemaDefinition: definition,
      });
      // Whatever happens to the template: only the schema itself, with all its versions, may go.
      resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
      resource.overrideLogicalId(`${logicalId}V${version}`);
      // Versions are numbered as they come.
      resource.addResourceDependency(before);
      before = resource;
      versions.push({ event: type.name, version, versionId: resource.attrVersionId });
    }
    return versions;
  }
}

function pascalCase(name: string): string {
  return name.replace(/(^|-)([a-z0-9])/gi, (_match, _dash: string, letter: string) => letter.toUpperCase());
}
