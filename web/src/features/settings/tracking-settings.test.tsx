import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Settings } from '../../lib/schema';
import { serve, showPage } from '../../lib/test-page';
import { TrackingSettings } from './tracking-settings';

afterEach(() => vi.unstubAllGlobals());

const settings: Settings = {
  name: 'Acme',
  organization: 'Acme',
  postal_address: '1 High Street',
  timezone: 'UTC',
  opt_out_text: '',
  no_tracking_countries: ['AT', 'DE'],
  no_tracking_is_default: true,
  country_policy: { default: 'allow', unknown: 'allow', countries: {}, changed_at: null },
  base_url: 'https://outreach.acme.test',
  undo_seconds: 30,
};

test('countries are saved as they are typed, and shown as the server took them', async () => {
  const calls = serve({
    'PATCH /settings': { body: { ...settings, no_tracking_countries: ['AT', 'CA'], no_tracking_is_default: false } },
  });
  await showPage(<TrackingSettings settings={settings} />);

  const field = screen.getByRole('textbox', { name: 'Countries without tracking' });
  expect((field as HTMLTextAreaElement).value).toBe('AT, DE');
  await userEvent.clear(field);
  await userEvent.type(field, 'at, Canada,');
  await userEvent.click(screen.getByRole('button', { name: 'Save tracking' }));

  expect(await screen.findByDisplayValue('AT, CA')).toBeDefined();
  expect(calls.at(-1)?.body).toEqual({ no_tracking_countries: ['at', 'Canada'] });
});

test('a list of one’s own can give way to the one that comes with Outrider', async () => {
  const calls = serve({ 'PATCH /settings': { body: settings } });
  await showPage(<TrackingSettings settings={{ ...settings, no_tracking_is_default: false }} />);

  await userEvent.click(screen.getByRole('button', { name: 'Use the list that comes with Outrider' }));
  expect(calls.at(-1)?.body).toEqual({ no_tracking_countries: null });
});
