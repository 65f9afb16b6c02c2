export * from '../../../../../src/engine/index.ts';
