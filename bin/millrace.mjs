#!/usr/bin/env node
// Node 20 does not read TypeScript by itself, and users' pipelines are TypeScript too.
import { register } from 'tsx/esm/api';

register();
await import('./millrace.ts');
