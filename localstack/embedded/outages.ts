import { AwsError } from './gateway/aws-error.ts';
import type { CallContext, Operation, RestRequest, Service } from './gateway/service.ts';

/** Services that can be taken down, by their names in a SigV4 credential scope. */
export type OutageService = 'dynamodb' | 'glue' | 'kinesis' | 's3' | 'sqs';

/** Takes services down for a while. */
export interface Outages {
  /** From now on the service answers no request; one that it is at work on it still answers. */
  start(service: OutageService): void;
  end(service: OutageService): void;
  /** How many requests the service has refused since the local AWS started. */
  refused(service: OutageService): number;
}

export interface OutageSwitch extends Outages {
  isDown(service: OutageService): boolean;
  /** Resolves at once while the service is up, else when its outage ends or the signal is aborted. */
  over(service: OutageService, signal: AbortSignal): Promise<void>;
  /** The same service, which can be taken down. */
  guard(service: Service): Service;
}

/** What a service says that cannot answer: code and status by the errors of its API reference. */
const ERRORS: Readonly<Record<OutageService, readonly [code: string, statusCode: number]>> = {
  dynamodb: ['ServiceUnavailable', 503],
  glue: ['InternalServiceException', 500],
  kinesis: ['ServiceUnavailable', 503],
  s3: ['ServiceUnavailable', 503],
  sqs: ['ServiceUnavailable', 503],
};

/** @param started told when a service goes down */
export function makeOutages(started: (service: OutageService) => void): OutageSwitch {
  const down = new Map<OutageService, { readonly waiting: Set<() => void> }>();
  const refused = new Map<OutageService, number>();

  const check = (name: OutageService) => {
    if (!down.has(name)) return;
    refused.set(name, (refused.get(name) ?? 0) + 1);
    const [code, statusCode] = ERRORS[name];
    throw new AwsError(code, 'The service is down, as it was told to be.', { statusCode, intended: true });
  };

  return {
    start(service) {
      if (down.has(service)) return;
      down.set(service, { waiting: new Set() });
      started(service);
    },
    end(service) {
      const outage = down.get(service);
      down.delete(service);
      for (const wake of outage?.waiting ?? []) wake();
    },
    refused: (service) => refused.get(service) ?? 0,
    isDown: (service) => down.has(service),
    over(service, signal) {
      const outage = down.get(service);
      if (!outage || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = () => {
          outage.waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        outage.waiting.add(wake);
        signal.addEventListener('abort', wake);
      });
    },
    guard(service) {
      const name = service.scope;
      if (!isOutageService(name)) return service;
      const { query, rest } = service;
      const guarded = ([operation, run]: [string, Operation]): [string, Operation] => [
        operation,
        (input, context) => {
          check(name);
          return run(input, context);
        },
      ];
      return {
        ...service,
        operations: Object.fromEntries(Object.entries(service.operations).map(guarded)),
        ...(query && {
          query: (action: string, parameters: URLSearchParams, context: CallContext) => {
            check(name);
            return query(action, parameters, context);
          },
        }),
        ...(rest && {
          rest: {
            ...rest,
            answer: (request: RestRequest, context: CallContext) => {
              check(name);
              return rest.answer(request, context);
            },
          },
        }),
      };
    },
  };
}

function isOutageService(name: string): name is OutageService {
  return Object.hasOwn(ERRORS, name);
}
