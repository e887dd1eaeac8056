// A quiet reporter for node:test: one line a failure as it happens with its reason, and what tests print of themselves.
import path from 'node:path';

function reason(error) {
  const cause = error?.cause ?? error;
  const text = (cause?.stack ?? String(cause?.message ?? cause)).split('\n').filter((line) => !/node:internal/.test(line));
  return text.slice(0, 25).map((line) => `      ${line}`).join('\n');
}

export default async function* report(events) {
  let last = null;
  for await (const { type, data } of events) {
    if (type === 'test:fail' && data.details?.error?.failureType !== 'subtestsFailed') {
      const file = data.file ? path.relative(process.cwd(), data.file) : '';
      const why = reason(data.details?.error);
      yield `   FAILED ${file}: ${data.name}\n${why === last ? '      for the same reason' : why}\n`; // a failed `before` fails all
      last = why;
    }
    if (type === 'test:diagnostic' && data.message.startsWith('measured:')) yield `   ${data.message.slice('measured:'.length).trim()}\n`;
    if (type === 'test:stderr') yield `      ${data.message}`;
    if (type === 'test:pass' && data.skip) yield `   skipped: ${data.name}: ${data.skip}\n`;
  }
}
