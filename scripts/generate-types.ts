/** `npm run types`: what `npx millrace schemas types` does, with the same options. */
process.argv.splice(2, 0, 'schemas', 'types');
await import('../bin/millrace.ts');
