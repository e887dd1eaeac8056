import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { serve, showPage } from '../../lib/test-page';
import { aCampaign } from './a-campaign';
import { ResumeDialog } from './resume-dialog';

afterEach(() => vi.unstubAllGlobals());

test('the first emails of a resume are shown for the choice that is made', async () => {
  const asked = serve({
    'GET /mailboxes': { body: { items: [], next_cursor: null, total: 0 } },
    'POST /campaigns/cmp_1/resume-preview': {
      body: {
        timezone: 'Europe/Berlin',
        first_send_at: '2026-11-16T08:04:00.000Z',
        last_send_at: '2026-11-16T08:04:00.000Z',
        total: 1,
        held: 0,
        skipped: 3,
        next: [
          {
            enrollment_id: 'enr_1',
            contact_id: 'con_1',
            email: 'grace@prospect.test',
            step: 2,
            mailbox_id: 'mbx_1',
            at: '2026-11-16T08:04:00.000Z',
          },
        ],
      },
    },
  });
  await showPage(<ResumeDialog campaign={aCampaign({ status: 'paused' })} onClose={() => undefined} />);
  expect(asked.some(({ path }) => path.endsWith('/resume-preview'))).toBe(false);
  await userEvent.click(screen.getByRole('radio', { name: /^Skip follow-ups/ }));
  await userEvent.click(await screen.findByRole('button', { name: 'Show the first emails' }));

  const list = within(await screen.findByRole('list', { name: 'The first emails' }));
  expect(list.getByText('grace@prospect.test')).toBeDefined();
  expect(list.getByText(/09:04, Europe\/Berlin$/)).toBeDefined();
  expect(screen.getByText(/3 contacts would get no further email/)).toBeDefined();
  expect(asked.at(-1)?.body).toEqual({ overdue: 'skip', skip_older_than_days: 7 });
});
