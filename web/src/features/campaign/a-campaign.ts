import type { Campaign, Enrollment } from '../../lib/schema';

/** A draft without anything, for tests. */
export function aCampaign(change: Partial<Campaign>): Campaign {
  return {
    id: 'cmp_1',
    name: 'Spring tour',
    description: '',
    status: 'draft',
    paused: null,
    preparing: null,
    allowed_actions: ['edit', 'launch', 'add_contacts', 'duplicate', 'archive', 'delete'],
    evergreen: false,
    archived: false,
    steps: [],
    mailbox_ids: [],
    active_mailboxes: 0,
    owner_id: null,
    owner_name: null,
    timezone: 'Europe/Berlin',
    sending_days: [1, 2, 3, 4, 5],
    sending_hours: [9, 10],
    opt_out_line: true,
    stop_on_reply: true,
    on_mailbox_loss: 'pause',
    overlap: 'skip',
    new_contact_cap: null,
    timezone_source: 'campaign',
    holidays: { countries: [], dates: [] },
    starts_on: null,
    ends_on: null,
    domain_spacing_minutes: 0,
    counts: {
      contacts: 0,
      sent: 0,
      replied: 0,
      bounced: 0,
      unsubscribed: 0,
      waiting: 0,
      held: 0,
      in_review: 0,
      failed: 0,
      unknown: 0,
    },
    next_send_at: null,
    revision: 1,
    created_at: '2026-11-12T12:00:00.000Z',
    launched_at: null,
    completed_at: null,
    ...change,
  };
}

/** Somebody who waits for the first email. */
export function anEnrollment(change: Partial<Enrollment>): Enrollment {
  return {
    id: 'enr_1',
    contact_id: 'con_1',
    email: 'ada@acme.test',
    name: null,
    company: null,
    mailbox_id: null,
    status: 'live',
    review_field: null,
    end_reason: null,
    step: 1,
    due_at: null,
    last_sent_at: null,
    ended_at: null,
    created_at: '2026-11-12T12:00:00.000Z',
    ...change,
  };
}
