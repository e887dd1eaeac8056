// Looks for secrets where none may be: in files, logs and answers, plain or encoded.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

function encodings(secret) {
  const bytes = Buffer.from(secret, 'utf8');
  return {
    plain: bytes,
    base64: Buffer.from(bytes.toString('base64').replace(/=+$/, '')),
    base64url: Buffer.from(bytes.toString('base64url')),
    hex: Buffer.from(bytes.toString('hex')),
    'url-encoded': Buffer.from(encodeURIComponent(secret)),
  };
}

function* filesBelow(dir) {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const file = path.join(dir, entry.name);
    if (entry.isDirectory()) yield* filesBelow(file);
    else if (entry.isFile()) yield file;
  }
}

/** Where each of `secrets` ({ name: text }) shows in `texts` ({ place: text }) or in the files below `dir`: a list of sentences. */
export function findSecrets(secrets, { dir = null, texts = {} }) {
  const places = Object.entries(texts).map(([place, text]) => [place, Buffer.from(text)]);
  if (dir) for (const file of filesBelow(dir)) places.push([path.relative(dir, file), readFileSync(file)]);
  const found = [];
  for (const [name, secret] of Object.entries(secrets))
    for (const [encoding, bytes] of Object.entries(encodings(secret)))
      for (const [place, content] of places)
        if (content.includes(bytes)) found.push(`${name} (${encoding}) is in ${place}`);
  return found;
}
