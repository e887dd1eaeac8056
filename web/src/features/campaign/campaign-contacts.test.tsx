import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { serve, showPage } from '../../lib/test-page';
import { aCampaign, anEnrollment } from './a-campaign';
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
