import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Approval } from '../../../lib/schema';
import { serve, showPage } from '../../../lib/test-page';
import { aCampaign } from '../a-campaign';
import { CampaignApprovals } from './campaign-approvals';

afterEach(() => vi.unstubAllGlobals());

function anApproval(name: string, rest: Partial<Approval> = {}): Approval {
  return {
    id: `snd_${name}`,
    campaign_id: 'cmp_1',
    campaign_name: 'Spring',
    contact: { id: `con_${name}`, email: `${name}@prospect.test`, name, company: null },
    step: 1,
    mailbox_id: 'mbx_1',
    mailbox_address: 'olive@acme.test',
    from: 'olive@acme.test',
    from_name: 'Olive',
    subject: 'A visit',
    text: `Hi ${name},\n\nunsubscribe here: …`,
    html: null,
    body_text: `Hi ${name},`,
    body_html: null,
    in_thread: false,
    version: `v-${name}`,
    missing_field: null,
    problem: null,
    approved_before: null,
    since: '2026-11-12T12:00:00.000Z',
    ...rest,
  };
}

const LIST = 'GET /campaigns/cmp_1/approvals';
const listed = (...items: Approval[]) => ({ body: { items, next_cursor: null, total: null } });
const reader = () => screen.findByRole('region', { name: 'The open email' });
const posts = (asked: ReturnType<typeof serve>) => asked.filter(({ method }) => method === 'POST');

test('the keys go through the emails and approve the one that is open, as it was shown', async () => {
  const asked = serve({
    [LIST]: listed(anApproval('ada'), anApproval('ben')),
    'POST /approvals/snd_ben/approve': { body: {} },
  });
  await showPage(<CampaignApprovals campaign={aCampaign({})} />);
  await within(await reader()).findByText(/Hi ada,/);

  await userEvent.keyboard('j');
  await within(await reader()).findByText(/Hi ben,/);
  await userEvent.keyboard('a');

  await waitFor(() => expect(posts(asked)).toHaveLength(1));
  expect(posts(asked)[0]).toMatchObject({ path: '/approvals/snd_ben/approve', body: { version: 'v-ben' } });
  await screen.findByText('Approved the email to ben@prospect.test.');
});

test('an edit is sent with its subject and text, and stays when it is refused', async () => {
  const asked = serve({
    [LIST]: listed(anApproval('ada')),
    'POST /approvals/snd_ada/approve': {
      status: 412,
      body: {
        error: {
          kind: 'version',
          code: 'version_mismatch',
          message: 'This email has changed since it was shown.',
          field: null,
          details: {},
        },
      },
    },
  });
  await showPage(<CampaignApprovals campaign={aCampaign({})} />);
  await reader();

  await userEvent.keyboard('e');
  const text = await screen.findByRole('textbox', { name: 'Text' });
  await userEvent.clear(text);
  await userEvent.type(text, 'In my own words. ja');
  await userEvent.click(screen.getByRole('button', { name: 'Approve with this text' }));

  await screen.findByText('This email has changed since it was shown.');
  expect(posts(asked)[0]?.body).toEqual({ subject: 'A visit', body_text: 'In my own words. ja', version: 'v-ada' });
  expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Text' }).value).toBe('In my own words. ja');
});

test('a follow-up keeps the subject of its thread', async () => {
  serve({ [LIST]: listed(anApproval('ada', { in_thread: true, subject: 'Re: A visit', step: 2 })) });
  await showPage(<CampaignApprovals campaign={aCampaign({})} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Edit' }));

  await screen.findByText('A follow-up keeps the subject of its thread.');
  expect(screen.queryByRole('textbox', { name: 'Subject' })).toBeNull();
});

test('an email that cannot be put together says what is missing and is not approved', async () => {
  const asked = serve({
    [LIST]: listed(
      anApproval('ada', {
        version: null,
        subject: null,
        text: null,
        body_text: null,
        missing_field: 'title',
        problem: 'x',
      }),
    ),
  });
  await showPage(<CampaignApprovals campaign={aCampaign({})} />);

  await screen.findByText('“title” is missing, and the text needs it.');
  await userEvent.click(screen.getByRole('button', { name: 'Approve' }));
  expect(posts(asked)).toEqual([]);
});

test('a skip is asked for first', async () => {
  const asked = serve({ [LIST]: listed(anApproval('ada')), 'POST /approvals/snd_ada/skip': { body: {} } });
  await showPage(<CampaignApprovals campaign={aCampaign({})} />);
  await reader();

  await userEvent.keyboard('s');
  const dialog = await screen.findByRole('alertdialog', { name: 'Skip the email to ada@prospect.test?' });
  expect(posts(asked)).toEqual([]);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Skip' }));
  await waitFor(() => expect(posts(asked).map(({ path }) => path)).toEqual(['/approvals/snd_ada/skip']));
});

test('many are approved at once, each as it was shown, and a refusal is told', async () => {
  const asked = serve({
    [LIST]: listed(anApproval('ada'), anApproval('ben')),
    'POST /approvals/approve': {
      body: {
        done: 1,
        results: [
          { id: 'snd_ada', ok: true, code: null, message: null },
          { id: 'snd_ben', ok: false, code: 'version_mismatch', message: 'This email has changed.' },
        ],
      },
    },
  });
  await showPage(<CampaignApprovals campaign={aCampaign({})} />);
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Select all that are shown' }));
  await userEvent.click(screen.getByRole('button', { name: 'Approve 2' }));

  await waitFor(() => expect(posts(asked)).toHaveLength(1));
  expect(posts(asked)[0]?.body).toEqual({
    ids: ['snd_ada', 'snd_ben'],
    versions: { snd_ada: 'v-ada', snd_ben: 'v-ben' },
  });
  await screen.findByText('1 email approved. 1 email could not be: This email has changed.');
});

test('an empty list says what comes here, and a failed one offers to try again', async () => {
  serve({ [LIST]: listed() });
  await showPage(<CampaignApprovals campaign={aCampaign({})} />);
  await screen.findByRole('heading', { name: 'Nothing waits for you' });
  vi.unstubAllGlobals();

  serve({});
  await showPage(<CampaignApprovals campaign={aCampaign({ id: 'cmp_2' })} />);
  await screen.findByRole('button', { name: 'Try again' });
});
