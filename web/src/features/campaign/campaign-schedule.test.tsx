import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Campaign } from '../../lib/schema';
import { serve, showPage } from '../../lib/test-page';
import { aCampaign } from './a-campaign';
import { CampaignSchedule } from './campaign-schedule';

afterEach(() => vi.unstubAllGlobals());

async function show(change: Partial<Campaign>, answer: { status?: number; body: unknown } = { body: aCampaign({}) }) {
  const asked = serve({ 'PATCH /campaigns/cmp_1': answer });
  await showPage(<CampaignSchedule campaign={aCampaign(change)} />);
  const user = userEvent.setup();
  return {
    user,
    saved: async () => {
      await user.click(screen.getByRole('button', { name: 'Save schedule' }));
      await vi.waitFor(() => expect(asked.find(({ method }) => method === 'PATCH')).toBeDefined());
      return asked.find(({ method }) => method === 'PATCH')?.body as Record<string, unknown>;
    },
  };
}

test('what is not touched is saved as it was', async () => {
  const holidays = { countries: ['DE'], dates: ['2026-12-24'] };
  const { saved } = await show({
    timezone_source: 'contact',
    holidays,
    starts_on: '2026-12-01',
    ends_on: '2027-01-31',
    domain_spacing_minutes: 60,
    new_contact_cap: 20,
  });

  expect(await saved()).toMatchObject({
    timezone_source: 'contact',
    holidays,
    starts_on: '2026-12-01',
    ends_on: '2027-01-31',
    domain_spacing_minutes: 60,
    new_contact_cap: 20,
  });
});

test('the clock of each contact, days and pace are chosen', async () => {
  const { user, saved } = await show({});
  await user.click(screen.getByRole('checkbox', { name: /each contact’s own clock/ }));
  await user.type(screen.getByLabelText('First day'), '2026-12-01');
  await user.type(screen.getByLabelText('Last day'), '2027-01-31');
  await user.type(screen.getByLabelText('Minutes between two emails to one company'), '90');
  await user.type(screen.getByLabelText('New contacts a day, at most'), '15');

  expect(await saved()).toMatchObject({
    timezone_source: 'contact',
    starts_on: '2026-12-01',
    ends_on: '2027-01-31',
    domain_spacing_minutes: 90,
    new_contact_cap: 15,
  });
});

test('holidays of countries and days of one’s own are added and taken away', async () => {
  const { user, saved } = await show({ holidays: { countries: ['FR'], dates: ['2026-12-31'] } });
  await user.selectOptions(screen.getByLabelText('No emails on public holidays of'), 'Germany');
  await user.click(screen.getByRole('button', { name: 'Remove France' }));
  await user.type(screen.getByLabelText('No emails on'), '2026-12-24');
  await user.click(screen.getByRole('button', { name: 'Add' }));
  const dates = within(screen.getByRole('list', { name: 'Days without emails' }));

  expect(dates.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
    'Thu, 24 Dec 2026',
    'Thu, 31 Dec 2026',
  ]);
  expect(await saved()).toMatchObject({ holidays: { countries: ['DE'], dates: ['2026-12-24', '2026-12-31'] } });
});

test('what the server refuses stands beside its field', async () => {
  const refusal = {
    error: {
      kind: 'invalid',
      code: 'validation_failed',
      message: 'The last day lies before the first.',
      field: 'ends_on',
      details: { errors: [{ field: 'ends_on', rule: 'not_before_start', value: '2026-11-01' }] },
    },
  };
  const { saved } = await show({ starts_on: '2026-12-01', ends_on: '2026-11-01' }, { status: 422, body: refusal });
  await saved();

  const field = await screen.findByLabelText('Last day');
  await vi.waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
});

test('a running campaign shows its schedule without a way to change it', async () => {
  await show({ status: 'active', allowed_actions: ['pause'], holidays: { countries: ['DE'], dates: [] } });

  expect(screen.queryByRole('button', { name: 'Save schedule' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Remove Germany' }).matches(':disabled')).toBe(true);
});

test('a goal is chosen by a field and taken away', async () => {
  const { user, saved } = await show({});
  await user.click(screen.getByRole('switch', { name: /^A field says who has reached the goal/ }));
  const goal = screen.getByRole('group', { name: 'Who has reached the goal' });
  await user.selectOptions(within(goal).getByLabelText('Test'), 'contains');
  await user.type(within(goal).getByLabelText('Value'), 'Acme ');
  expect(await saved()).toMatchObject({ goal: { field: 'company', is: 'contains', value: 'Acme' } });
});

test('a goal that is kept is shown, and taken away with its switch', async () => {
  const { user, saved } = await show({ goal: { field: 'custom.stage', is: 'exists', value: null } });
  const goal = screen.getByRole('group', { name: 'Who has reached the goal' });
  expect(within(goal).getByLabelText<HTMLSelectElement>('Field').value).toBe('custom.stage');
  expect(within(goal).queryByLabelText('Value')).toBeNull();

  await user.click(screen.getByRole('switch', { name: /^A field says who has reached the goal/ }));
  expect(await saved()).toMatchObject({ goal: null });
});
