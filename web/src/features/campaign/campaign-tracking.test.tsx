import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { aCampaign } from './a-campaign';
import { CampaignTracking } from './campaign-tracking';

const step = { body_html: null, variants: [] };

test('tracking is off, and switching it on says what it is worth', async () => {
  const onChange = vi.fn();
  render(<CampaignTracking tracking={aCampaign({})} onChange={onChange} steps={[]} />);

  const opens = screen.getByRole('checkbox', { name: /Track opens/ });
  expect((opens as HTMLInputElement).checked).toBe(false);
  expect(screen.getByText(/mail programs load pictures by themselves/)).toBeDefined();
  await userEvent.click(opens);
  expect(onChange).toHaveBeenCalledWith({ track_opens: true });
});

test('where every step is plain text, it says that nothing can be tracked', () => {
  const tracking = { track_opens: true, track_clicks: false };
  const { rerender } = render(<CampaignTracking tracking={tracking} onChange={vi.fn()} steps={[step]} />);
  expect(screen.getByRole('status').textContent).toMatch(/plain text/);

  rerender(
    <CampaignTracking tracking={tracking} onChange={vi.fn()} steps={[{ ...step, body_html: '<p>Hello</p>' }]} />,
  );
  expect(screen.queryByRole('status')).toBeNull();
});
