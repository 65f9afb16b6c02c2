import { CrossStackReferences, ReferenceStrength, type Stack } from 'aws-cdk-lib';

/**
 * Makes a stack import what it uses of others, so that CloudFormation refuses to replace or delete it there: a table, a stream or
 * the mapping that reads it is not lost by a slip. Call it before anything is added to the stack.
 */
export function holdOnToReferences(consumer: Stack): void {
  CrossStackReferences.of(consumer).consume(ReferenceStrength.STRONG);
}
