/*
 * mailbox-texts: the words of the mailbox pages.
 */
import { formatNumber, formatTime, plural } from '../../lib/format';
import type { Hold, Impact, ImpactCampaign, Mailbox, Provider, Receipt } from '../../lib/schema';

export const providerNames: Record<Provider, string> = {
  smtp: 'SMTP and IMAP',
  google: 'Google',
  microsoft: 'Microsoft',
  oauth: 'OAuth',
};

/** Who refused, in a sentence about a sign-in. */
const refusers: Record<Provider, string> = {
  smtp: 'The mail server',
  google: 'Google',
  microsoft: 'Microsoft',
  oauth: 'The provider',
};

/** Why a mailbox is inactive; null while it is active or nothing more is known. */
export function reasonOf(mailbox: Mailbox, zone: string, now = Date.now()): string | null {
  if (mailbox.status === 'active') return null;
  const said = mailbox.last_error?.text;
  const who = refusers[mailbox.provider];
  switch (mailbox.cause) {
    case 'user': {
      const by = mailbox.inactive_by_name ? ` by ${mailbox.inactive_by_name}` : '';
      const at = mailbox.inactive_since ? `, ${formatTime(mailbox.inactive_since, zone, now)}` : '';
      return `Disconnected${by}${at}.`;
    }
    case 'auth_error':
      return said ? `${who} refused the sign-in: “${said}”` : `${who} refused the sign-in.`;
    case 'provider_block':
      return said ? `${who}: ${said}` : `${who} does not let this mailbox send.`;
    case 'operator':
      return mailbox.inactive_by_name
        ? `Stopped by ${mailbox.inactive_by_name} (manager). Ask them.`
        : 'Stopped by a manager.';
    case null:
      return null;
  }
}

/** Why an active mailbox does not send all it could. */
export function holdReason(hold: Hold, zone: string, now = Date.now()): string {
  const until = hold.until ? ` until ${formatTime(hold.until, zone, now)}` : '';
  switch (hold.cause) {
    case 'user':
      return `Sending is paused${until}. Replies are read.`;
    case 'rate_limit':
      return `The provider's limit is reached: nothing is sent${until}.`;
    case 'provider':
      return `The provider has trouble: nothing is sent${until}.`;
    case 'bounce_guard':
      return 'Too many emails bounced: no first emails are sent.';
    case 'complaint_guard':
      return 'Too many recipients complained: no first emails are sent.';
    case 'catch_up':
      return 'Reading what came in meanwhile. Follow-ups wait for that.';
  }
}

export const listTexts = {
  title: 'Mailboxes',
  sub: 'The accounts Outrider sends from and reads replies in.',
  connect: 'Connect mailbox',
  search: 'Search mailboxes',
  keys: [
    [['j', 'k'], 'Next and previous mailbox'],
    [['x'], 'Select it'],
    [['Enter'], 'Open it'],
    [['/'], 'Search'],
  ] as const,
  tabs: [
    [undefined, 'All', 'all'],
    ['active', 'Active', 'active'],
    ['on_hold', 'On hold', 'on_hold'],
    ['inactive', 'Inactive', 'inactive'],
  ] as const,
  empty: 'Connect your first mailbox',
  emptyText: 'Outrider sends campaigns from it and reads the replies. You can disconnect it anytime.',
  noMatch: 'No mailbox matches',
  noMatchText: 'Try another part of the address, or look at all of them.',
  clear: 'Show all mailboxes',
};

export const actionTexts = {
  edit: 'Edit settings',
  test: 'Test connection',
  updateSignIn: 'Update sign-in',
  hold: 'Pause sending',
  release: 'Resume sending',
  disconnect: 'Disconnect mailbox',
  reconnect: 'Reconnect',
  remove: 'Remove connection',
  restart: 'Restart campaigns',
};

export const undoText = (seconds: number) => `Undo (${seconds} s)`;
export const finishingText = (count: number) => (count > 0 ? `finishing ${plural(count, 'email')}` : 'finishing');

export const doneTexts = {
  disconnected: (address: string) => `${address} has been disconnected. You can reconnect it anytime.`,
  disconnectedAll: (count: number) =>
    `${plural(count, 'mailbox has', 'mailboxes have')} been disconnected. You can reconnect ${count === 1 ? 'it' : 'them'} anytime.`,
  undone: (address: string) => `${address} is active again, and so are its campaigns.`,
  held: (address: string) => `${address} sends nothing until you resume it. Replies are read.`,
  heldUntil: (address: string, until: string) => `${address} sends nothing until ${until}. Replies are read.`,
  released: (address: string) => `${address} sends again.`,
  reconnected: (address: string) => `${address} is connected again.`,
  connected: (address: string) => `${address} is connected.`,
  updated: (address: string) => `The sign-in of ${address} is updated.`,
  saved: (address: string) => `The settings of ${address} are saved.`,
  removed: (address: string) => `${address} has been removed.`,
  restarted: (count: number) => `${plural(count, 'campaign')} restarted.`,
};

export const disconnectTexts = {
  title: (address: string) => `Disconnect ${address}?`,
  description:
    'Outrider stops sending from this mailbox and stops reading its replies. Its history stays, and you can reconnect it anytime.',
  submit: 'Disconnect',
  busy: 'Disconnecting…',
  noImpact: 'What this stops could not be loaded. You can disconnect all the same.',
  factPauses: 'Campaigns that pause',
  factWaiting: 'Contacts waiting',
  factSending: 'Being sent now',
  keepRunning: 'Keep it running with those',
  more: 'More',
  revokeNow: 'Disconnect and revoke now',
  revokeHint:
    'For an account in wrong hands: the sign-in is deleted at once and given back to the provider. There is no Undo.',
  password: 'The saved password is deleted; you type it again to reconnect.',
};

export function effectText(campaign: ImpactCampaign, isKept: boolean): string {
  const others = campaign.other_active_mailboxes;
  const mailboxes = plural(others, 'other mailbox', 'other mailboxes');
  if (isKept || campaign.effect === 'continues') return `Keeps running with its ${mailboxes}`;
  return others > 0 ? `Pauses, also for its ${mailboxes}` : 'Pauses: this is its only mailbox';
}

export function heldText(campaign: ImpactCampaign): string {
  return `${formatNumber(campaign.contacts_held)} held`;
}

/** What happens to what is on its way, and to what comes in. */
export function impactSentences(impact: Impact): string[] {
  const sending = impact.sends_in_flight;
  const stops =
    sending > 0
      ? `${sending === 1 ? '1 is' : `${formatNumber(sending)} are`} being sent now. Outrider stops ${sending === 1 ? 'it' : 'them'} if it still can; the receipt says how each ended.`
      : null;
  const written = impact.written_last_30_days;
  const people = `${plural(written, 'person was', 'people were')} written to in the last 30 days.`;
  return [
    stops,
    `Replies and opt-outs sent to this mailbox are not seen until it is reconnected${written > 0 ? `: ${people}` : '.'}`,
  ].filter((sentence) => sentence !== null);
}

export const bulkTexts = {
  selected: (count: number) => `${formatNumber(count)} selected`,
  disconnect: 'Disconnect',
  clear: 'Clear',
  title: (count: number) => `Disconnect ${plural(count, 'mailbox', 'mailboxes')}?`,
  description:
    'Outrider stops sending from these mailboxes and stops reading their replies. Their history stays, and you can reconnect them anytime.',
};

export const removeTexts = {
  title: (address: string) => `Remove ${address}?`,
  goes: 'Deleted for good',
  goesList: [
    'The mailbox, its settings and its sign-in',
    'The replies that were read in it',
    'Its receipts and its place in campaigns',
  ],
  stays: 'Kept',
  staysList: [
    'Contacts, campaigns and their totals',
    'That each email was sent, when, and how it ended',
    'Do Not Contact, and the opt-out links in sent email',
  ],
  outside: "Backups and your provider's own copies are not touched.",
  final: "This can't be undone.",
  instead: 'To pause only, disconnect instead.',
  label: (address: string) => `Type ${address} to confirm`,
  submit: 'Remove connection',
  submitActive: 'Disconnect and remove',
  busy: 'Removing…',
};

export const restartTexts = {
  title: (address: string) => `${address} is connected again`,
  description:
    'These campaigns paused when it was disconnected. None go out in a burst: they keep to windows, gaps and limits.',
  legend: 'Campaigns',
  held: (count: number) => `${plural(count, 'email')} held`,
  missing: (count: number) => `still without ${plural(count, 'other mailbox', 'other mailboxes')}`,
  submit: (count: number) => `Restart ${plural(count, 'campaign')}`,
  busy: 'Restarting…',
  later: 'Not now',
  overdue: 'Emails that fell due meanwhile',
  overdueOptions: [
    { value: 'keep', text: 'Send them next', hint: 'Each with the delay that was left.' },
    { value: 'shift', text: 'Shift the whole schedule', hint: 'The delays start anew today.' },
    { value: 'skip', text: 'Skip what is too old', hint: 'Steps overdue for longer are left out.' },
  ] as const,
  skipDays: 'Skip what is overdue by more than (days)',
};

/** What a provider's page sent the browser back with. */
const problems: Record<string, string> = {
  denied: "The provider's page was closed, or the access was not granted.",
  exists: 'This mailbox is here already. If it is inactive, reconnect it instead.',
  scope: "Not all rights were granted. Outrider needs to send and to read: tick every box on the provider's page.",
  expired: 'That took too long, or the page was opened twice. Start again.',
  superseded: 'The mailbox was changed while you were signing in. Start again.',
  admin_consent: 'Your organisation wants an administrator to allow Outrider first.',
  wrong_account: 'Another account came back than the one this mailbox belongs to.',
  provider: 'The provider answered with an error. Try again in a few minutes.',
};

export function problemText(code: string): string {
  return problems[code] ?? 'The sign-in did not work. Try again.';
}

export function wrongAccountText(expected: string | null, actual: string | null): string | null {
  if (!expected || !actual) return null;
  return `You signed in as ${actual}, but this mailbox is ${expected}. Nothing was changed. Choose ${expected} on the provider's page.`;
}

export const grantTexts: Record<'local' | 'provider', Record<string, string>> = {
  local: { kept_for_undo: 'Kept, unusable, while it can be undone', deleted: 'Deleted here' },
  provider: {
    revoked: 'Revoked at the provider',
    pending: 'Will be revoked at the provider',
    not_supported: 'The provider cannot revoke it',
    shared: 'Not revoked at the provider: another mailbox uses it',
    failed: 'The provider did not confirm that it is revoked',
  },
};

export const causeTexts: Record<Receipt['cause'], string> = {
  user: 'Disconnected',
  auth_error: 'Stopped: the sign-in was refused',
  provider_block: 'Stopped: blocked by the provider',
  operator: 'Stopped by a manager',
};

export const campaignStatusTexts: Record<string, string> = {
  draft: 'draft',
  preparing: 'preparing',
  active: 'active',
  evergreen: 'evergreen',
  paused: 'paused',
  completed: 'completed',
};

/** What happened, for the timeline; what is not named here is not shown. */
export const activityTexts: Record<string, string> = {
  'mailbox.connected': 'Connected',
  'mailbox.disconnected': 'Disconnected',
  'mailbox.reconnected': 'Active again',
  'mailbox.auth_failed': 'Stopped: the sign-in was refused',
  'mailbox.held': 'Sending was held',
  'send.failed': 'An email was refused',
  'send.bounced': 'An email bounced',
  'send.unknown': 'It is not known whether an email arrived',
  'send.resolved': 'An unknown email was settled',
  'reply.received': 'Got a reply',
};

export const rampTexts = {
  label: 'Ramp up slowly',
  hint: 'Each day with an email raises the limit of the next one. After 14 days without any it begins anew.',
  start: 'First day',
  step: 'More each day',
  ceiling: 'Up to',
};

/** The address in From is the provider's to allow. */
export const sendAsHints = {
  google: 'An address that Gmail has confirmed under Accounts → Send mail as. Left empty: the address itself.',
  microsoft: 'The mailbox needs the Send As permission for it. Left empty: the address itself.',
  oauth: 'The server must let this mailbox send as it. Left empty: the address itself.',
  smtp: 'The server must let this mailbox send as it. Left empty: the address itself.',
} as const;
