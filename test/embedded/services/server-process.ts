import { startServices } from '../../../localstack/embedded/services.ts';

// Started by tests as a process of its own, to be killed: node --import tsx server-process.ts <data directory>
const services = await startServices({ port: 0, dataDir: process.argv[2] });
process.stdout.write(services.endpoint);
