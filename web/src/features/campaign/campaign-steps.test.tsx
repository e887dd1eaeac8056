import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { serve, showPage } from '../../lib/test-page';
import { aCampaign } from './a-campaign';
import { CampaignSteps } from './campaign-steps';

afterEach(() => vi.unstubAllGlobals());

const first = {
  id: 'stp_1',
  position: 1,
  subject: 'Hi',
  body_text: 'Hello',
  body_html: null,
  delay_hours: null,
  delay_days: 0,
};
const second = {
  id: 'stp_2',
  position: 2,
  subject: null,
  body_text: 'Again',
  body_html: null,
  delay_hours: 36,
  delay_days: null,
};
const save = () => screen.getByRole('button', { name: 'Save steps' });

test('what is saved is what was typed, and the other steps as they were', async () => {
  const campaign = aCampaign({ steps: [first, second] });
  const asked = serve({ 'PATCH /campaigns/cmp_1': { body: campaign } });
  await showPage(<CampaignSteps campaign={campaign} />);

  const [text] = screen.getAllByRole('textbox', { name: 'Text' });
  await userEvent.type(text ?? document.body, ' there');
  await userEvent.click(save());

  await waitFor(() => expect(asked).toHaveLength(1));
  expect(asked[0]?.body).toEqual({
    steps: [
      { id: 'stp_1', subject: 'Hi', body_text: 'Hello there', delay_days: 0 },
      { id: 'stp_2', subject: null, body_text: 'Again', delay_hours: 36 },
    ],
  });
});

test('a variable goes where the cursor is', async () => {
  serve({});
  await showPage(<CampaignSteps campaign={aCampaign({ steps: [{ ...first, body_text: 'Hi ,' }] })} />);

  const text = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Text' });
  await userEvent.click(text);
  text.setSelectionRange(3, 3);
  await userEvent.click(screen.getByRole('button', { name: 'Insert first_name' }));

  expect(text.value).toBe('Hi {{ first_name }},');
});

test('a mistake stands at the text that holds it, and nothing typed is lost', async () => {
  const campaign = aCampaign({ steps: [first, second] });
  serve({
    'PATCH /campaigns/cmp_1': {
      status: 422,
      body: {
        error: {
          kind: 'invalid',
          code: 'validation_failed',
          message: 'Line 1, column 7: there is no variable “nam”.',
          field: 'body_text',
          details: { errors: [{ field: 'steps[1].body_text', rule: 'template', value: 'nam' }] },
        },
      },
    },
  });
  await showPage(<CampaignSteps campaign={campaign} />);

  const wrong = screen.getAllByRole<HTMLTextAreaElement>('textbox', { name: 'Text' })[1];
  await userEvent.type(wrong ?? document.body, ' nam');
  await userEvent.click(save());

  await waitFor(() => expect(wrong?.getAttribute('aria-invalid')).toBe('true'));
  expect(wrong?.value).toBe('Again nam');
});

test('a running campaign shows its steps and lets none be changed', async () => {
  serve({});
  await showPage(
    <CampaignSteps campaign={aCampaign({ status: 'active', allowed_actions: ['pause'], steps: [first] })} />,
  );

  expect(screen.getByText('Pause the campaign to edit this')).toBeDefined();
  expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Text' }).matches(':disabled')).toBe(true);
  expect(screen.queryByRole('button', { name: 'Save steps' })).toBeNull();
});
