import { dynamoDbContracts } from '../adapters/on-dynamodb.ts';
import { glueContracts } from '../adapters/on-glue.ts';
import { kinesisContracts } from '../adapters/on-kinesis.ts';
import { s3Contracts } from '../adapters/on-s3.ts';
import { sqsContracts } from '../adapters/on-sqs.ts';
import { against } from './against.ts';
import { startMoto } from './moto.ts';

against('moto', startMoto, (aws, run) => {
  for (const contracts of [dynamoDbContracts, sqsContracts, kinesisContracts, s3Contracts, glueContracts])
    contracts(aws, run);
});
