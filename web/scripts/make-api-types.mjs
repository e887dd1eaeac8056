// Makes src/lib/api-types.ts from the contract. With --check it writes nothing and fails when the file is not up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const CONTRACT = new URL('../../src/api/openapi.yaml', import.meta.url);
const TYPES = new URL('../src/lib/api-types.ts', import.meta.url);

const made = `// Made from src/api/openapi.yaml by scripts/make-api-types.mjs. Not edited by hand.\n\n${astToString(await openapiTS(CONTRACT))}`;

if (process.argv.includes('--check')) {
  if (readFileSync(TYPES, 'utf8') !== made) {
    console.error('src/lib/api-types.ts is not what src/api/openapi.yaml says: run npm run types.');
    process.exit(1);
  }
} else {
  writeFileSync(TYPES, made);
}
