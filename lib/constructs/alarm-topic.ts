import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

interface AlarmTopicProps {
  readonly displayName: string;
  /** @default - nobody is subscribed */
  readonly email?: string;
}

/** The one topic that all alarms of a pipeline go to, encrypted and reached over TLS only. */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const alarms = new ServicePrincipal('cloudwatch.amazonaws.com');
    const ofThisAccount = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };
    // CloudWatch has no access to the AWS-managed key alias/aws/sns: with it every notification would be dropped without a sound.
    const key = new Key(this, 'Key', {
      description: `${props.displayName}: encrypts notifications`,
      enableKeyRotation: true,
      // It guards messages in flight only; KMS waits 30 days before a deletion.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [alarms],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: ofThisAccount,
      }),
    );
    this.topic = new Topic(this, 'Topic', { displayName: props.displayName, masterKey: key, enforceSSL: true });
    // A topic with a policy of its own has lost the default one, which let the account's alarms publish.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [alarms],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: ofThisAccount,
      }),
    );
    if (props.email !== undefined) {
      const subscription = this.topic.addSubscription(new EmailSubscription(props.email));
      acknowledge(subscription, {
        'Serverless-SNSRedrivePolicy':
          'SNS does not send e-mail to a dead-letter queue; the alarm stays red in CloudWatch.',
      });
    }
  }
}
