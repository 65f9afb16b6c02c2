import { dynamoDbContracts } from '../adapters/on-dynamodb.ts';
import { against } from './against.ts';
import { startDynamoDbLocal } from './dynamodb-local.ts';

against('DynamoDB Local', startDynamoDbLocal, dynamoDbContracts);
