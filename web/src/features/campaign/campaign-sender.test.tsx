import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { serve, showPage } from '../../lib/test-page';
import { aCampaign } from './a-campaign';
import { CampaignSender } from './campaign-sender';

afterEach(() => vi.unstubAllGlobals());

const mailbox = {
  id: 'mbx_1',
  address: 'ada@acme.test',
  name: 'Ada',
  send_as: 'sales@acme.test',
  reply_to: null,
  signature: 'Ada, Acme',
};
const server = {
  'GET /mailboxes': { body: { items: [mailbox, { ...mailbox, id: 'mbx_2', address: 'team@acme.test' }] } },
  'GET /settings': { body: { organization: 'Acme Ltd', postal_address: '1 Main St', opt_out_text: '' } },
};

test('what is left empty is shown as the mailbox and the settings say it', async () => {
  serve(server);
  await showPage(<CampaignSender campaign={aCampaign({ mailbox_ids: ['mbx_1'] })} />);

  const preview = screen.getByRole('region', { name: 'As the reader sees it' });
  await waitFor(() => expect(preview.textContent).toContain('Ada <sales@acme.test>'));
  await waitFor(() => expect(preview.textContent).toContain('Acme Ltd\n1 Main St'));
  expect(preview.textContent).toContain('Ada, Acme');
  expect(preview.textContent).toContain('unsubscribe here: https://…');
});

test('what is set wins at once, and is saved with null for what is empty', async () => {
  const asked = serve({
    ...server,
    'PATCH /campaigns/cmp_1': { body: aCampaign({ mailbox_ids: ['mbx_1'] }) },
  });
  await showPage(<CampaignSender campaign={aCampaign({ mailbox_ids: ['mbx_1'] })} />);
  await userEvent.type(screen.getByLabelText('Sender name'), 'The team');
  await screen.findByRole('option', { name: 'team@acme.test' });
  await userEvent.selectOptions(screen.getByLabelText('Answers come to'), 'team@acme.test');
  await userEvent.click(screen.getByRole('radio', { name: /Always HTML/ }));

  const preview = screen.getByRole('region', { name: 'As the reader sees it' });
  expect(preview.textContent).toContain('The team <sales@acme.test>');
  expect(preview.textContent).toContain('team@acme.test');
  await userEvent.click(screen.getByRole('button', { name: 'Save sender' }));

  const sent = () => asked.find((call) => call.method === 'PATCH');
  await waitFor(() => expect(sent()).toBeDefined());
  expect(sent()?.body).toEqual({
    sender: {
      name: 'The team',
      reply_to: 'team@acme.test',
      signature: null,
      signature_html: null,
      organization: null,
      postal_address: null,
    },
    opt_out_text: null,
    format: 'html',
  });
});

test('the signature of formatted emails is set in HTML, and stands in both forms', async () => {
  const campaign = aCampaign({ mailbox_ids: ['mbx_1'] });
  const asked = serve({ ...server, 'PATCH /campaigns/cmp_1': { body: campaign } });
  await showPage(<CampaignSender campaign={campaign} />);
  await userEvent.type(screen.getByLabelText('Signature in formatted emails (HTML)'), '<b>Ada</b> of Sales');

  const preview = screen.getByRole('region', { name: 'As the reader sees it' });
  expect(preview.textContent).toContain('Ada of Sales');
  expect(screen.getByTitle('The signature in formatted emails')).toBeDefined();
  await userEvent.click(screen.getByRole('radio', { name: /Plain text only/ }));
  expect(screen.queryByTitle('The signature in formatted emails')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Save sender' }));
  await waitFor(() => expect(asked.find(({ method }) => method === 'PATCH')).toBeDefined());
  expect(asked.find(({ method }) => method === 'PATCH')?.body).toMatchObject({
    sender: { signature: null, signature_html: '<b>Ada</b> of Sales' },
  });
});

test('a locked campaign shows it and changes nothing', async () => {
  serve(server);
  await showPage(<CampaignSender campaign={aCampaign({ allowed_actions: [], status: 'active' })} />);

  expect(screen.queryByRole('button', { name: 'Save sender' })).toBeNull();
  expect((screen.getByLabelText('Sender name') as HTMLInputElement).closest('fieldset')?.disabled).toBe(true);
});
