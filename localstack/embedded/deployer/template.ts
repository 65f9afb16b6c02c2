import { z } from 'zod';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

const json: z.ZodType<Json> = z.json();
const jsonObject = z.record(z.string(), json);

const resource = z.strictObject({
  Type: z.string(),
  Properties: jsonObject.default({}),
  DependsOn: z.union([z.string().transform((id) => [id]), z.array(z.string())]).default([]),
  Condition: z.string().optional(),
  // Nothing is ever deleted or replaced here, and metadata is for people.
  DeletionPolicy: json.optional(),
  UpdateReplacePolicy: json.optional(),
  Metadata: json.optional(),
});

const output = z.object({
  Value: json,
  Description: z.string().optional(),
  Export: z.object({ Name: json }).optional(),
  Condition: z.string().optional(),
});

const parameter = z.object({ Type: z.string(), Default: z.union([z.string(), z.number()]).optional() });

/** A CloudFormation template: the sections that can be deployed here. `Transform` and others are refused. */
export const templateSchema = z.strictObject({
  AWSTemplateFormatVersion: z.string().optional(),
  Description: z.string().optional(),
  Metadata: json.optional(),
  Parameters: z.record(z.string(), parameter).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), json))).default({}),
  Conditions: jsonObject.default({}),
  // Assertions about parameters, such as the version of the CDK bootstrap stack, which does not exist here.
  Rules: json.optional(),
  Resources: z.record(z.string(), resource).default({}),
  Outputs: z.record(z.string(), output).default({}),
});

export type Template = z.infer<typeof templateSchema>;
export type TemplateResource = z.infer<typeof resource>;

export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Name and argument when a value is an intrinsic function: an object with nothing but `Ref` or `Fn::…`. */
export function intrinsicOf(value: JsonObject): readonly [name: string, argument: Json] | undefined {
  const [entry, ...more] = Object.entries(value);
  if (!entry || more.length > 0) return undefined;
  return entry[0] === 'Ref' || entry[0].startsWith('Fn::') ? entry : undefined;
}
