// The contract: every answer that a test sees is checked against src/api/openapi.yaml.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import { parse } from 'yaml';

const FILE = process.env.OUTRIDER_CONTRACT ?? path.resolve(import.meta.dirname, '../../src/api/openapi.yaml');

function compile() {
  const document = parse(readFileSync(FILE, 'utf8'));
  const ajv = new Ajv2020.default({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(document, 'contract');
  const routes = [];
  for (const [template, operations] of Object.entries(document.paths)) {
    const pattern = new RegExp(`^${template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`);
    routes.push({ template, pattern, operations, literal: !template.includes('{') });
  }
  routes.sort((a, b) => b.literal - a.literal);
  return { document, ajv, routes, validators: new Map() };
}

const contract = existsSync(FILE) ? compile() : null;

function resolve(node) {
  if (!node?.$ref) return node;
  return node.$ref.slice(2).split('/').reduce((at, key) => at[key.replace(/~1/g, '/').replace(/~0/g, '~')], contract.document);
}

function pointer(...keys) {
  return keys.map((key) => String(key).replace(/~/g, '~0').replace(/\//g, '~1')).map(encodeURIComponent).join('/');
}

function validatorOf(route, method, operation, status) {
  const key = `${method} ${route.template} ${status}`;
  if (!contract.validators.has(key)) {
    const name = operation.responses[status] ? status : operation.responses[`${String(status)[0]}XX`] ? `${String(status)[0]}XX` : 'default';
    const raw = operation.responses[name];
    const response = resolve(raw);
    const base = raw?.$ref ? raw.$ref.slice(2).split('/') : ['paths', route.template, method.toLowerCase(), 'responses', name];
    const hasSchema = response?.content?.['application/json']?.schema;
    contract.validators.set(key, hasSchema ? contract.ajv.compile({ $ref: `contract#/${pointer(...base, 'content', 'application/json', 'schema')}` }) : response ? () => true : null);
  }
  return contract.validators.get(key);
}

/** What is wrong with an answer, as sentences; `where` is below /api/v1. An undescribed path of a 404 is nobody's fault. */
export function breaches(method, where, answer) {
  if (!contract) return [];
  const plain = where.split('?')[0];
  const route = contract.routes.find((candidate) => candidate.pattern.test(plain) || candidate.pattern.test(`/api/v1${plain}`));
  const operation = route?.operations[method.toLowerCase()];
  if (!operation) return answer.status === 404 || answer.status === 405 || answer.status === 401 ? [] : [`${method} ${plain} is not in the contract`];
  const validate = validatorOf(route, method, operation, answer.status);
  if (!validate) return [`${method} ${route.template} answered ${answer.status}, which the contract does not name`];
  if (answer.body === null || validate(answer.body)) return [];
  return validate.errors.slice(0, 3).map((error) => `${method} ${route.template} ${answer.status}: ${error.instancePath || 'the body'} ${error.message} ${JSON.stringify(error.params)}`);
}
