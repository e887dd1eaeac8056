// `./dev demo`: Outrider with a small world around it. Everything is on this machine, nothing leaves it, Ctrl-C ends it.
import { parseArgs } from 'node:util';
import { freePort } from './lib/net.mjs';
import { Outrider, OWNER } from './lib/outrider.mjs';
import { addContacts, launch, makeCampaign } from './lib/scenario.mjs';
import { MailStack } from './servers/stack.mjs';

const { values } = parseArgs({ options: { port: { type: 'string', default: '8080' } } });
const people = ['Nora Blum', 'Oskar Lind', 'Pia Roth', 'Quentin Hale', 'Rosa Diaz', 'Sven Berg', 'Tara Singh', 'Ugo Conti'];

async function portOrAnother(wanted) {
  const answer = await fetch(`http://127.0.0.1:${wanted}/`).then(() => true, () => false);
  return answer ? freePort() : wanted;
}

async function seed(outrider, stack) {
  const { api } = outrider;
  const mailboxes = [];
  for (const name of ['ada', 'ben']) {
    const mailbox = await api.post('/mailboxes', stack.passwordMailbox(`${name}@acme.test`, `app-pass-${name}`));
    mailboxes.push(await api.patch(`/mailboxes/${mailbox.id}`, { min_gap_seconds: 5 }));
  }
  const contacts = await addContacts(api, people.map((person) => {
    const [first, last] = person.split(' ');
    return { email: `${first}@${last}.example`.toLowerCase(), first_name: first, last_name: last, company: `${last} Ltd` };
  }));
  const campaign = await makeCampaign(api, {
    name: 'Autumn introductions', mailboxIds: mailboxes.map((mailbox) => mailbox.id), contacts,
    steps: [
      { subject: 'A question for {{ company }}', body_text: 'Hi {{ first_name }},\n\nmay I show you what we do?\n\nAda' },
      { body_text: 'Hi {{ first_name }},\n\njust in case this got buried.\n\nAda', delay_days: 3 },
    ],
  });
  await launch(api, campaign);
}

const port = await portOrAnother(Number(values.port));
const stack = await MailStack.start({ redirectUris: [`http://127.0.0.1:${port}/oauth/callback`] });
const outrider = await Outrider.start({ port, env: stack.environment() });
await seed(outrider, stack);

console.log(`
Outrider is ready:   ${outrider.url}
Sign in as           ${OWNER.email}
Password             ${OWNER.password}

Mailboxes ada@acme.test and ben@acme.test send a campaign to ${people.length} people through the mail servers of this demo.
To connect another:  any address @acme.test by "Loop" (OAuth; any password), or grace@gmail.test by Google;
by password:         SMTP 127.0.0.1:${stack.ports.submission}, IMAP 127.0.0.1:${stack.ports.imap}, both STARTTLS, password app-pass-ada or app-pass-ben
API key              ${outrider.key}
Mail and data are in ${stack.dir} and ${outrider.dataDir} until you press Ctrl-C.`);

let isEnding = false;
async function end() {
  if (isEnding) return;
  isEnding = true;
  console.log('\nending');
  await outrider.close();
  await stack.close();
  process.exit(0);
}
process.on('SIGINT', end).on('SIGTERM', end);
outrider.ended.then(() => {
  if (isEnding) return;
  console.error(outrider.logText.slice(-2000));
  process.exit(1);
});
