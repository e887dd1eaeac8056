// From the start of the program to the first page it answers with, on the data of a million contacts, after a clean stop and after
// kill -9.
import { keep, median, options, people } from './lib.mjs';

const { runs, quick } = options('usage: ./dev bench start: start to the first 200 with 1,000,000 contacts');
const ROWS = quick ? 50_000 : 1_000_000;
const outrider = await people(ROWS);

async function startMs() {
  const began = performance.now();
  await outrider.serve();
  if ((await outrider.api.request('GET', '/contacts?limit=50')).status !== 200) throw new Error('no page');
  return performance.now() - began;
}

try {
  const times = { clean: [], killed: [] };
  for (let i = 0; i < 3 * runs; i++) {
    await outrider.stop();
    times.clean.push(await startMs());
    await outrider.kill();
    times.killed.push(await startMs());
  }
  const clean = median(times.clean);
  keep('start', [{ figure: `start to the first page with ${ROWS.toLocaleString('en')} contacts`, ours: `${Math.round(clean)} ms; after kill -9 ${Math.round(median(times.killed))} ms`,
    rival: 'a popular mail API, measured elsewhere: 30 s', must: '1 s', aim: '100 ms', met: clean <= 1000 }]);
} finally {
  await outrider.close();
}
