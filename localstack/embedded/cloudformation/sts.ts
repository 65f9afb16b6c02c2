import { unknownOperation } from '../gateway/aws-error.ts';
import type { Service } from '../gateway/service.ts';
import { xmlDocument } from '../gateway/xml.ts';

/** STS, so far as tools ask it who they are: everyone is the local account's root user. */
export function makeSts(accountId: string): Service {
  return {
    name: 'STS',
    scope: 'sts',
    operations: {},
    query(action, _parameters, { requestId }) {
      if (action !== 'GetCallerIdentity') throw unknownOperation('STS', action);
      return xmlDocument(
        'GetCallerIdentityResponse',
        {
          GetCallerIdentityResult: { Arn: `arn:aws:iam::${accountId}:root`, UserId: accountId, Account: accountId },
          ResponseMetadata: { RequestId: requestId },
        },
        'https://sts.amazonaws.com/doc/2011-06-15/',
      );
    },
  };
}
