// What the idle server keeps in memory with ten thousand mailboxes and a hundred thousand contacts, and what an open TLS session to a
// mail server costs.
import { SmtpServer } from '../tests/fakes/smtp-server.mjs';
import { Outrider } from '../tests/lib/outrider.mjs';
import { importContacts, launch, makeCampaign } from '../tests/lib/scenario.mjs';
import { waitFor } from '../tests/lib/wait.mjs';
import { keep, median, options, people, residentMb, Sink } from './lib.mjs';

const { runs, quick } = options('usage: ./dev bench memory: idle with 10,000 mailboxes and 100,000 contacts; a TLS session');
const MAILBOXES = quick ? 500 : 10_000;
const CONTACTS = quick ? 10_000 : 100_000;
const SESSIONS = 200;
const AT_ONCE = 20;
const IDLE_MS = 5000;

async function connect(api, count, port, security) {
  const ids = [];
  for (let from = 0; from < count; from += AT_ONCE)
    ids.push(...await Promise.all(Array.from({ length: AT_ONCE }, async (_, i) => {
      const body = { provider: 'smtp', address: `s${from + i}@acme.test`, name: `S${from + i}`, imap: null, smtp: { host: 'localhost', port, security, username: '', password: '' } };
      return (await api.post('/mailboxes', body)).id;
    })));
  return ids;
}

async function idle() {
  const sink = await Sink.start();
  const outrider = await people(CONTACTS);
  await connect(outrider.api, MAILBOXES, sink.port, 'none');
  await outrider.restart();
  await outrider.api.get('/contacts?limit=50');
  await outrider.api.get('/mailboxes?limit=50');
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const mb = residentMb(outrider.process.pid);
  await outrider.close();
  sink.close();
  return mb;
}

/** What is resident once each mailbox has sent an email and keeps its connection. */
async function withSessions(security) {
  const server = await SmtpServer.start({ auth: 'none', implicitTls: security === 'tls' });
  const outrider = await Outrider.start({ env: { OUTRIDER_LOG: 'error', ...(server.caFile ? { OUTRIDER_CA_FILE: server.caFile } : {}) } });
  const ids = await connect(outrider.api, SESSIONS, server.port, security);
  await importContacts(outrider.api, 'all', Array.from({ length: SESSIONS }, (_, i) => `p${i}@d${i}.test`));
  const campaign = await makeCampaign(outrider.api, { mailboxIds: ids, steps: [{ subject: 'Hello', body_text: 'Hello' }], contacts: { list: 'all' } });
  await launch(outrider.api, campaign);
  await waitFor('all to be sent', async () => (await outrider.api.get(`/campaigns/${campaign.id}`)).counts.sent === SESSIONS, 60_000);
  const mb = residentMb(outrider.process.pid);
  await outrider.close();
  await server.close();
  return mb;
}

const mb = await idle();
const more = [];
for (let i = 0; i < runs; i++) more.push((await withSessions('tls') - await withSessions('none')) * 1024 / SESSIONS);
keep('memory', [
  { figure: `memory, idle, with ${MAILBOXES.toLocaleString('en')} mailboxes and ${CONTACTS.toLocaleString('en')} contacts`, ours: `${Math.round(mb)} MB`, rival: 'a popular mail API, measured elsewhere: 836 MB', must: '150 MB', aim: '64 MB', met: mb <= 150 },
  { figure: 'an open TLS session, more than a plain one', ours: `${Math.round(median(more))} KB`, must: '–', aim: '40 KB' },
]);
