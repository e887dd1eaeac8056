/*
 * a-mailbox: a mailbox for tests: active, and nothing special about it.
 */
import type { Mailbox } from '../../lib/schema';

export function aMailbox(parts: Partial<Mailbox>): Mailbox {
  return {
    id: 'mbx_1',
    address: 'ada@acme.test',
    name: 'Ada',
    provider: 'google',
    status: 'active',
    cause: null,
    holds: [],
    inactive_since: null,
    inactive_by: null,
    inactive_by_name: null,
    last_error: null,
    epoch: 1,
    allowed_actions: ['disconnect', 'hold', 'update_sign_in'],
    finishing: 0,
    disconnecting: false,
    daily_cap: 30,
    ramp: null,
    cap_today: 30,
    min_gap_seconds: 180,
    timezone: 'UTC',
    reply_to: null,
    signature: null,
    tracking_host: null,
    signature_html: '',
    send_as: null,
    sent_today: 0,
    campaigns_count: 0,
    last_sent_at: null,
    undo_until: null,
    restartable_campaigns: [],
    locked: false,
    reads_replies: true,
    servers: null,
    health: null,
    synced_at: null,
    created_at: '2026-11-01T08:00:00.000Z',
    ...parts,
  };
}
