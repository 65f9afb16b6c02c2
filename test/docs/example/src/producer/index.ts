export * from '../../../../../src/producer/index.ts';
