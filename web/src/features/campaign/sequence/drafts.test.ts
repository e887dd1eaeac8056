import { expect, test } from 'vitest';
import type { Step } from '../../../lib/schema';
import { draftOf, editOf } from './drafts';

const step: Step = {
  id: 'stp_1',
  position: 2,
  subject: null,
  preheader: null,
  body_text: 'Hello',
  body_html: null,
  delay_days: null,
  delay_hours: 2,
  review: false,
  condition: null,
  attachments: [],
  variant_a: { id: 'var_1', name: 'A', weight: 50, enabled: true },
  variants: [],
  winner: null,
  chosen: null,
};

function waits(delay_hours: number | null, delay_days: number | null = null) {
  const draft = draftOf({ ...step, delay_hours, delay_days });
  return { told: `${draft.delay} ${draft.unit}`, saved: editOf(draft) };
}

test('a wait is told in the unit that suits it and saved as it was', () => {
  expect(waits(1 / 60).told).toBe('1 minutes');
  expect(waits(0.75).told).toBe('45 minutes');
  expect(waits(0.1234).told).toBe('0.1234 hours');
  expect(waits(0).told).toBe('0 hours');
  expect(waits(36).told).toBe('36 hours');
  expect(waits(null, 3).told).toBe('3 days');

  expect(waits(1 / 60).saved.delay_hours).toBeCloseTo(1 / 60, 12);
  expect(waits(0.75).saved.delay_hours).toBe(0.75);
  expect(waits(null, 3).saved).toMatchObject({ delay_days: 3 });
});
