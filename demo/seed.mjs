// Fills the demo by the API, as a person would: mailboxes, contacts, campaigns, and a sign-in that stops working.
import { ALWAYS, launch, step, waitForMailbox, waitForSends } from '../tests/lib/scenario.mjs';
import { waitFor } from '../tests/lib/wait.mjs';
import { signInAtGoogle } from '../tests/servers/google.mjs';
import { signInAtIssuer } from '../tests/servers/issuer.mjs';
import { people, toCsv } from './people.mjs';

export const ADA = 'ada@gmail.test';
export const BEN = 'ben@acme.test';
export const CLEO = 'cleo@acme.test';
export const STRANGER = 'eve@gmail.test'; // the wrong account at Google

const NAMES = { [ADA]: 'Ada Byron', [BEN]: 'Ben Okri', [CLEO]: 'Cleo Marsh' };
const GAP_SECONDS = 2;
const SIGN_OFF = '\n\nBest wishes\nAcme Coffee';
const first = (subject, text) => step(`Hi {{ first_name }},\n\n${text}${SIGN_OFF}`, { subject });
const later = (text, afterSeconds) => step(`Hi {{ first_name }},\n\n${text}${SIGN_OFF}`, { afterSeconds });

const CAMPAIGNS = [
  { name: 'Bookshop readings', list: 'Bookshops', from: [BEN], paused: true, steps: [
    first('Readings with coffee at {{ company }}?', 'we supply coffee for evening readings. Would that suit {{ company }}?'),
    later('one more idea for your readings: we bring the machine.', 60)] },
  { name: 'Cafes in autumn', list: 'Cafes', from: [ADA, BEN], steps: [
    first('A new roast for {{ company }}', 'may we send {{ company }} a bag of our autumn roast?'),
    later('did my note about the autumn roast reach you?', 90),
    later('last note from me: the autumn roast is here until December.', 120)] },
  { name: 'Hotel breakfasts', list: 'Hotels', from: [ADA], steps: [
    first('Breakfast coffee at {{ company }}', 'could we taste our breakfast coffee with your kitchen?'),
    later('is there a morning that suits you?', 60)] },
  { name: 'Welcome', list: 'Newcomers', from: [BEN, CLEO], evergreen: true, on_mailbox_loss: 'continue_with_others', steps: [
    first('Welcome, {{ first_name }}', 'good to have {{ company }} with us. Here is how ordering works.'),
    later('any question about ordering?', 75)] },
];

const BATCH = 4; // contacts join the campaigns in turn, so that all of them move from the start

async function connectByConsent(api, url, { provider, address, signIn }) {
  const { authorization_url: question } = await api.post('/mailboxes/connect', { provider, login_hint: address });
  const cookie = [...api.cookies].map((pair) => pair.join('=')).join('; ');
  const callback = await fetch(await signIn(question, address), { redirect: 'manual', headers: { cookie } });
  const back = new URL(callback.headers.get('location'), url).searchParams;
  if (!back.get('connected')) throw new Error(`${address} was not connected: ${back.get('connect_error')}`);
  return back.get('connected');
}

async function connectMailboxes(api, url, world) {
  const ids = {
    [ADA]: await connectByConsent(api, url, { provider: 'google', address: ADA, signIn: signInAtGoogle }),
    [BEN]: (await api.post('/mailboxes', world.mailbox(BEN, 'app-pass-ben'))).id,
  };
  if (world.dovecot) ids[CLEO] = await connectByConsent(api, url, { provider: 'oauth', address: CLEO, signIn: signInAtIssuer });
  for (const [address, id] of Object.entries(ids))
    await api.patch(`/mailboxes/${id}`, { name: NAMES[address], min_gap_seconds: GAP_SECONDS, daily_cap: 500 });
  return ids;
}

async function importPeople(api) {
  for (const [list, rows] of Object.entries(people())) {
    const { id } = await api.post(`/imports?list=${list}`, toCsv(rows), { headers: { 'content-type': 'text/csv' } });
    await waitFor(`the import of ${list}`, async () => {
      const { status } = await api.get(`/imports/${id}`);
      if (status === 'failed' || status === 'cancelled') throw new Error(`the import of ${list} ended as ${status}`);
      return status === 'done';
    }, 30_000);
  }
}

async function createCampaign(api, mailboxes, { list, from, paused, steps, ...more }, isRead) {
  const { id } = await api.post('/campaigns', {
    ...more, ...ALWAYS, mailbox_ids: from.map((address) => mailboxes[address]).filter(Boolean), steps: isRead ? steps : steps.slice(0, 1),
  });
  const waiting = (await api.all(`/contacts?list=${list}`)).map((contact) => contact.id);
  await addBatch(api, { id, waiting });
  await launch(api, { id });
  return { id, waiting, paused };
}

const addBatch = (api, { id, waiting }) => api.post(`/campaigns/${id}/contacts`, { contact_ids: waiting.splice(0, BATCH) });

async function startCampaigns(api, mailboxes, isRead) {
  const campaigns = [];
  for (const campaign of CAMPAIGNS) campaigns.push(await createCampaign(api, mailboxes, campaign, isRead));
  while (campaigns.some(({ waiting }) => waiting.length))
    for (const campaign of campaigns.filter(({ waiting }) => waiting.length)) await addBatch(api, campaign);
  for (const campaign of campaigns.filter(({ paused }) => paused)) {
    await waitForSends(api, campaign, 1);
    await api.post(`/campaigns/${campaign.id}/pause`);
  }
}

// As when the person takes the permission away at the provider.
async function loseSignIn(api, id, world) {
  await waitFor(`an email from ${CLEO}`, () => world.taken(CLEO).length > 0, 30_000);
  await world.issuer.revokeGrants(CLEO);
  await waitForMailbox(api, id, 'that cannot sign in', (mailbox) => mailbox.cause === 'auth_error', 60_000);
}

/** Leaves the demo sending. `session` is the owner, signed in. `say` is told of each stage. */
export async function seed({ session: api, url, world, say }) {
  await api.patch('/settings', { organization: 'Acme Coffee Ltd', postal_address: '12 Quay Street, Bristol BS1 4DJ', timezone: 'UTC' });
  say('connecting mailboxes');
  const mailboxes = await connectMailboxes(api, url, world);
  say('importing 300 contacts');
  await importPeople(api);
  say('starting campaigns');
  await startCampaigns(api, mailboxes, Boolean(world.dovecot));
  if (!mailboxes[CLEO]) return;
  say(`${CLEO} takes its permission away`);
  await loseSignIn(api, mailboxes[CLEO], world);
}
