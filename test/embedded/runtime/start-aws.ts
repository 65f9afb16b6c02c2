import { makeAwsClients } from '../../../localstack/embedded/deployer/aws-clients.ts';
import { type LocalAwsOptions, startLocalAws } from '../../../localstack/embedded/local-aws.ts';
import { type TestStack, writeAssembly } from './deployer/write-assembly.ts';

/** A local AWS on a free port, with clients. */
export async function startTestAws(options: Partial<LocalAwsOptions> = {}) {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const log: string[] = [];
  const aws = await startLocalAws({ port: 0, region: 'us-east-1', log: (line) => log.push(line), ...options });
  const clients = makeAwsClients(aws.endpoint, aws.region);
  const folders: { remove: () => void }[] = [];
  return {
    ...aws,
    ...clients,
    log,
    async deployStacks(stacks: Record<string, TestStack>, names?: readonly string[]) {
      const folder = writeAssembly(stacks);
      folders.push(folder);
      const deployed = await aws.deploy(folder.dir, names ? { stacks: names } : {});
      return { dir: folder.dir, deployed, output: outputsOf(deployed) };
    },
    async dispose() {
      clients.close();
      await aws.stop();
      for (const folder of folders) folder.remove();
    },
  };
}

type Deployed = Awaited<ReturnType<Awaited<ReturnType<typeof startLocalAws>>['deploy']>>;

/** Finds an output by its key. @throws when there is none */
function outputsOf(stacks: Deployed) {
  return (key: string): string => {
    const output = stacks.flatMap(({ outputs }) => outputs).find((candidate) => candidate.key === key);
    if (!output) throw new Error(`no output ${key}`);
    return output.value;
  };
}
