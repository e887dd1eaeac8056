// Fills {{name}} in a template of this folder; a name without a value is an error.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export function fillTemplate(name, target, values) {
  const text = readFileSync(path.join(import.meta.dirname, 'templates', name), 'utf8');
  writeFileSync(target, text.replace(/\{\{(\w+)\}\}/g, (_all, key) => {
    if (values[key] === undefined) throw new Error(`${name}: no value for ${key}`);
    return values[key];
  }));
}
