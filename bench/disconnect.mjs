// A disconnect in a campaign of a thousand people, and of a million: it must not depend on how many wait.
import { Outrider } from '../tests/lib/outrider.mjs';
import { ALWAYS, waitForCampaign } from '../tests/lib/scenario.mjs';
import { waitFor } from '../tests/lib/wait.mjs';
import { keep, median, options, Sink } from './lib.mjs';

const { runs, quick } = options('usage: ./dev bench disconnect: the call\'s time with 1,000 and 1,000,000 contacts enrolled');
const MANY = quick ? 20_000 : 1_000_000;
const FEW = 1000;
const TRIES = 10 * runs;
const sink = await Sink.start();
const outrider = await Outrider.start({ env: { OUTRIDER_LOG: 'error', OUTRIDER_UNDO_SECONDS: '600' } });
const { api } = outrider;

async function connect(name) {
  const body = { provider: 'smtp', address: `${name}@acme.test`, name, imap: null, smtp: { host: '127.0.0.1', port: sink.port, security: 'none', username: '', password: '' } };
  return api.post('/mailboxes', body);
}

function* csv(name, count) {
  yield 'email,first_name\n';
  for (let from = 0; from < count; from += 1000) yield Array.from({ length: 1000 }, (_, i) => `${name}${from + i}@d${(from + i) % 9973}.test,Person ${from + i}\n`).join('');
}

// A running campaign over this mailbox, which sends one a day, so that nearly all of them wait.
async function campaignOf(name, mailbox, count) {
  const { id } = await api.post(`/imports?list=${name}`, [...csv(name, count)].join(''), { headers: { 'content-type': 'text/csv' } });
  await waitFor('the import', async () => (await api.get(`/imports/${id}`)).status === 'done', 600_000, 500);
  const campaign = await api.post('/campaigns', { name, mailbox_ids: [mailbox.id], steps: [{ subject: 'Hello', body_text: 'Hello' }], ...ALWAYS });
  await api.post(`/campaigns/${campaign.id}/contacts`, { list: name });
  await api.post(`/campaigns/${campaign.id}/launch`);
  await waitForCampaign(api, campaign, ['active'], 600_000);
}

async function disconnectMs(mailbox) {
  const began = performance.now();
  const answer = await api.request('POST', `/mailboxes/${mailbox.id}/disconnect`, {});
  const took = performance.now() - began;
  if (answer.status !== 200) throw new Error(answer.text);
  if ((await api.request('POST', `/mailboxes/${mailbox.id}/undo-disconnect`, {})).status !== 200) throw new Error('no undo');
  return took;
}

try {
  const few = await connect('few');
  const many = await connect('many');
  for (const mailbox of [few, many]) await api.patch(`/mailboxes/${mailbox.id}`, { daily_cap: 1 });
  await campaignOf('few', few, FEW);
  await campaignOf('many', many, MANY);
  const times = { few: [], many: [] };
  for (let i = 0; i < TRIES; i++) {
    times.few.push(await disconnectMs(few));
    times.many.push(await disconnectMs(many));
  }
  const ratio = median(times.many) / median(times.few);
  keep('disconnect', [{ figure: `disconnect with ${MANY.toLocaleString('en')} people enrolled`, ours: `${median(times.many).toFixed(1)} ms`, rival: `with ${FEW.toLocaleString('en')}: ${median(times.few).toFixed(1)} ms`,
    ratio, spread: `${TRIES} of each`, must: '≤ 2 ×', aim: '1.1 ×', met: ratio <= 2 }]);
} finally {
  await outrider.close();
  sink.close();
}
