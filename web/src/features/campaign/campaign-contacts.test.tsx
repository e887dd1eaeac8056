import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { serve, showPage } from '../../lib/test-page';
import { aCampaign, anEnrollment } from './a-campaign';
import { CampaignContactDialog } from './campaign-contact-dialog';
import { CampaignContactMenu } from './campaign-contact-menu';
import { CampaignContacts } from './campaign-contacts';
import { MissingField } from './missing-field';

afterEach(() => vi.unstubAllGlobals());

test('what a contact lacks is filled in where it is seen', async () => {
  const asked = serve({ 'PATCH /contacts/con_1': { body: {} } });
  await showPage(<MissingField contactId="con_1" email="ada@acme.test" field="custom.topic" />);

  await userEvent.type(screen.getByRole('textbox', { name: 'custom.topic of ada@acme.test' }), ' Engines ');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  await waitFor(() => expect(asked.map(({ body }) => body)).toContainEqual({ custom: { topic: 'Engines' } }));
});

test('a field that is none of the contact’s cannot be filled in there', async () => {
  serve({});
  await showPage(<MissingField contactId="con_1" email="ada@acme.test" field="sender_name" />);

  expect(screen.getByText('“sender_name” is missing')).toBeDefined();
  expect(screen.queryByRole('textbox')).toBeNull();
});

test('the list says how many need review, whoever it shows', async () => {
  const { counts } = aCampaign({});
  serve({
    'GET /campaigns/cmp_1/enrollments': { body: { items: [], next_cursor: null, total: 0 } },
    'GET /mailboxes': { body: { items: [], next_cursor: null, total: 0 } },
  });
  await showPage(<CampaignContacts campaign={aCampaign({ counts: { ...counts, contacts: 40, in_review: 12 } })} />);

  expect(screen.getByText(/^12 contacts lack a field/)).toBeDefined();
  expect(screen.getByRole('button', { name: 'Show them' })).toBeDefined();
});

test('a contact goes on Do Not Contact from its row, once asked', async () => {
  const asked = serve({
    'GET /campaigns/cmp_1/enrollments': { body: { items: [anEnrollment({})], next_cursor: null, total: null } },
    'GET /mailboxes': { body: { items: [], next_cursor: null, total: 0 } },
    'POST /do-not-contact/bulk': { body: { added: 1, already: 0, rejected: [] } },
  });
  await showPage(<CampaignContacts campaign={aCampaign({})} />);

  await userEvent.click(await screen.findByRole('button', { name: 'Actions for ada@acme.test' }));
  await userEvent.click(screen.getByRole('menuitem', { name: 'Add to Do Not Contact' }));
  const dialog = await screen.findByRole('alertdialog', { name: 'Add ada@acme.test to Do Not Contact?' });
  expect(asked.some(({ method }) => method === 'POST')).toBe(false);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Add to Do Not Contact' }));

  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
  expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ values: ['ada@acme.test'] });
});

test('an open contact says what holds it, with the way to mend that, and what happened', async () => {
  serve({
    'GET /contacts/con_1': { body: { email: 'ada@acme.test', first_name: 'Ada', last_name: null } },
    'GET /contacts/con_1/timeline': {
      body: {
        items: [
          {
            type: 'send',
            at: '2026-11-12T12:00:00.000Z',
            campaign_id: 'cmp_1',
            send_id: 'snd_1',
            step: 1,
            status: 'sent',
          },
          {
            type: 'send',
            at: '2026-11-12T12:00:00.000Z',
            campaign_id: 'cmp_2',
            send_id: 'snd_2',
            step: 4,
            status: 'sent',
          },
        ],
      },
    },
    'GET /campaigns/cmp_1/why': {
      body: {
        reason: 'window',
        text: 'It is outside the hours.',
        action: 'wait',
        next_send_at: null,
        reasons: [
          {
            reason: 'window',
            text: 'It is outside the hours.',
            action: 'wait',
            mailbox_id: null,
            contacts: null,
            next_at: null,
          },
          {
            reason: 'cap',
            text: 'b@acme.test is done for today.',
            action: 'wait',
            mailbox_id: 'mbx_1',
            contacts: null,
            next_at: null,
          },
          {
            reason: 'suppressed',
            text: 'On Do Not Contact.',
            action: 'lift',
            mailbox_id: null,
            contacts: null,
            next_at: null,
          },
        ],
      },
    },
  });
  await showPage(<CampaignContactDialog campaign={aCampaign({})} contactId="con_1" onClose={() => {}} />);

  const href = (name: string) => screen.getByRole('link', { name }).getAttribute('href');
  await screen.findByText('It is outside the hours.');
  expect(href('Change hours')).toBe('/campaigns/cmp_1/schedule');
  expect(href('Change the cap')).toBe('/mailboxes/mbx_1/settings');
  await waitFor(() => expect(href('Do Not Contact')).toBe('/do-not-contact?q=ada%40acme.test'));
  expect(screen.getByText('Step 1 sent')).toBeDefined();
  expect(screen.queryByText('Step 4 sent')).toBeNull();
});

test('who was left out because of another campaign is told so, with the way to it', async () => {
  const text = '“Autumn fair” wrote to ada@acme.test on 2026-11-12.';
  const left = anEnrollment({ status: 'stopped', end_reason: 'overlap' });
  serve({
    'GET /campaigns/cmp_1/enrollments': { body: { items: [left], next_cursor: null, total: 1 } },
    'GET /mailboxes': { body: { items: [], next_cursor: null, total: 0 } },
    'GET /contacts/con_1': { body: { email: 'ada@acme.test', first_name: 'Ada', last_name: null } },
    'GET /contacts/con_1/timeline': { body: { items: [] } },
    'GET /campaigns/cmp_1/why': {
      body: {
        reason: 'overlap',
        text,
        action: 'allow_overlap',
        next_send_at: null,
        reasons: [
          {
            reason: 'overlap',
            text,
            action: 'allow_overlap',
            mailbox_id: null,
            campaign_id: 'cmp_2',
            contacts: null,
            next_at: null,
          },
        ],
      },
    },
  });
  await showPage(
    <>
      <CampaignContacts campaign={aCampaign({})} />
      <CampaignContactDialog campaign={aCampaign({})} contactId="con_1" onClose={() => {}} />
    </>,
  );

  expect(await screen.findByText('Another campaign writes to them, or has in the last 30 days')).toBeDefined();
  expect(await screen.findByText(text)).toBeDefined();
  expect(screen.getByRole('link', { name: 'Open that campaign' }).getAttribute('href')).toBe('/campaigns/cmp_2');
});

test('a contact is paused from the menu, and stopped only after a question', async () => {
  const asked = serve({
    'POST /campaigns/cmp_1/contacts/con_1/pause': { body: {} },
    'POST /campaigns/cmp_1/contacts/con_1/stop': { body: {} },
  });
  await showPage(<CampaignContactMenu campaign={aCampaign({})} enrollment={anEnrollment({})} />);
  const open = () => userEvent.click(screen.getByRole('button', { name: 'Actions for ada@acme.test' }));
  const posts = () => asked.filter(({ method }) => method === 'POST').map(({ path }) => path.split('/').at(-1));

  await open();
  await userEvent.click(screen.getByRole('menuitem', { name: 'Pause for this contact' }));
  await waitFor(() => expect(posts()).toEqual(['pause']));
  await open();
  await userEvent.click(screen.getByRole('menuitem', { name: 'Stop for this contact' }));
  expect(posts()).toEqual(['pause']);
  await userEvent.click(await screen.findByRole('button', { name: 'Stop' }));
  await waitFor(() => expect(posts()).toEqual(['pause', 'stop']));
});

test('the menu offers what the server allows', async () => {
  serve({});
  const paused = anEnrollment({ paused_at: '2026-11-12T12:00:00.000Z', allowed_actions: ['resume', 'stop', 'goal'] });
  await showPage(<CampaignContactMenu campaign={aCampaign({})} enrollment={paused} />);
  await userEvent.click(screen.getByRole('button', { name: 'Actions for ada@acme.test' }));

  expect(screen.getByRole('menuitem', { name: 'Resume' })).toBeDefined();
  expect(screen.queryByRole('menuitem', { name: 'Pause for this contact' })).toBeNull();
});
