/*
 * campaign-texts: the words of the campaign pages.
 */
import { formatNumber, plural } from '../../lib/format';
import type { CampaignStatus, EnrollmentStatus, HeldReason, SendStatus } from '../../lib/schema';
import type { Tone } from '../../ui/badge';

export const statusTexts: Record<CampaignStatus, { text: string; tone: Tone }> = {
  draft: { text: 'Draft', tone: 'off' },
  preparing: { text: 'Preparing', tone: 'accent' },
  active: { text: 'Active', tone: 'ok' },
  evergreen: { text: 'Evergreen', tone: 'ok' },
  paused: { text: 'Paused', tone: 'warn' },
  completed: { text: 'Completed', tone: 'plain' },
};

export const enrollmentTexts: Record<EnrollmentStatus, { text: string; tone: Tone }> = {
  live: { text: 'In progress', tone: 'accent' },
  review: { text: 'Needs review', tone: 'warn' },
  finished: { text: 'Finished', tone: 'plain' },
  replied: { text: 'Replied', tone: 'ok' },
  bounced: { text: 'Bounced', tone: 'bad' },
  unsubscribed: { text: 'Opted out', tone: 'off' },
  suppressed: { text: 'Do Not Contact', tone: 'off' },
  failed: { text: 'Failed', tone: 'bad' },
  stopped: { text: 'Stopped', tone: 'off' },
};

export const sendTexts: Record<SendStatus, { text: string; tone: Tone }> = {
  due: { text: 'Planned', tone: 'plain' },
  claimed: { text: 'Next', tone: 'accent' },
  transmitting: { text: 'Sending', tone: 'accent' },
  sent: { text: 'Sent', tone: 'ok' },
  failed: { text: 'Failed', tone: 'bad' },
  unknown: { text: 'Unknown', tone: 'warn' },
  cancelled: { text: 'Cancelled', tone: 'off' },
};

export const heldTexts: Record<HeldReason, string> = {
  campaign_paused: 'Held: the campaign is paused',
  mailbox_inactive: 'Held: the mailbox is not connected',
  mailbox_hold: 'Held: sending from the mailbox is paused',
  catch_up: 'Held: Outrider reads the replies that came in meanwhile first',
  window: 'Waits for the sending hours',
  gap: 'Waits for the gap between two emails',
  cap: 'Held: the mailbox has sent its emails of today',
  new_contact_cap: 'Held: the new contacts of today have been written to',
  domain_spacing: 'Waits: somebody at this company was written to just now',
  review: 'Waits for somebody’s approval',
  missing_field: 'Held: the contact lacks a field that the text needs',
  suppressed: 'Held: on Do Not Contact',
  overlap: 'Held: another campaign writes to this contact',
  country_policy: 'Held by the policy for this country',
  provider_down: 'Held: the provider has a problem',
  restore_hold: 'Held: a backup was restored; release it first',
  clock_hold: 'Held: the clock of the server jumped',
  disk_full: 'Held: the disk of the server is full',
  email_too_large: 'Held: with its files it is larger than the mail server takes',
  attachment_missing: 'Held: a file of this step is not on the server as it was attached',
  unknown_pending: 'Held: an earlier email of this contact needs a decision',
  contact_paused: 'Held: this contact is paused',
  colleague_replied: 'Somebody at the same company has answered',
  condition: 'Does not meet the condition of the step',
  goal_reached: 'Has reached the goal',
  waiting: 'Not yet due',
};

export const skippedTexts: Record<string, string> = {
  suppressed: 'on Do Not Contact',
  already_enrolled: 'in this campaign already',
  overlap: 'in another running campaign, or written to by one in the last 30 days',
  country_policy: 'in a country that may not be written to',
  invalid: 'not there any more',
};

export const listTexts = {
  title: 'Campaigns',
  sub: 'Who is written to, with what, and how far it is.',
  add: 'New campaign',
  search: 'Search campaigns',
  empty: 'No campaigns yet',
  emptyText: 'A campaign writes a few emails to a list of people, one after the other, and stops when they answer.',
  noMatch: 'No campaign fits',
  noMatchText: 'Nothing fits these filters.',
  clear: 'Show all campaigns',
  tabs: [
    [undefined, 'All'],
    ['draft', 'Drafts'],
    ['active', 'Active'],
    ['evergreen', 'Evergreen'],
    ['paused', 'Paused'],
    ['completed', 'Completed'],
  ] as const,
  archived: 'Archived',
};

export const newTexts = {
  title: 'New campaign',
  description: 'It begins as a draft: nothing is sent before you launch it.',
  name: 'Name',
  submit: 'Create draft',
  busy: 'Creating…',
};

export const pageTexts = {
  tabs: {
    overview: 'Overview',
    sequence: 'Sequence',
    approvals: 'To approve',
    contacts: 'Contacts',
    mailboxes: 'Mailboxes',
    sender: 'Sender',
    schedule: 'Schedule',
    sends: 'Sends',
    activity: 'Activity',
  },
  back: 'Campaigns',
  toApprove: (count: number) => `${plural(count, 'email')} to approve`,
  launch: 'Launch',
  cancelLaunch: 'Cancel launch',
  cancelling: 'Cancelling…',
  cancelled: (name: string) => `${name} is a draft again. Nothing was sent.`,
  pausedNow: (name: string) => `${name} is paused. Nothing more is sent.`,
  pause: 'Pause',
  pausing: 'Pausing…',
  resume: 'Resume',
  reconnect: 'Reconnect',
  duplicate: 'Duplicate',
  archive: 'Archive',
  unarchive: 'Take out of the archive',
  remove: 'Delete draft',
  paused: (text: string) => `Paused: ${text}`,
  pausedPlain: 'Paused',
  resumeWith: (others: number) => (others > 0 ? `Resume with ${plural(others, 'mailbox', 'mailboxes')}` : 'Resume'),
  heldFor: 'Nothing is sent while it is paused. Contacts keep their place.',
  lockedTitle: 'Pause the campaign to edit this',
  lockedText: 'While it runs, what is sent stays as it is. Contacts can still be added.',
  completedTitle: 'This campaign is completed',
  completedText: 'Duplicate it to write to others.',
  nextSend: 'Next email',
  nothingDue: 'None planned',
};

export const preparingTexts = {
  title: 'Checking every contact',
  text: 'Each email is rendered once, for everybody, before the first one goes out. You can leave this page.',
  label: 'Contacts checked',
  progress: (checked: number, total: number) => `${formatNumber(checked)} of ${formatNumber(total)} contacts`,
};

export const whyTexts = {
  title: 'Why isn’t this sending?',
  contactTitle: 'What is next',
  running: 'Nothing is in the way.',
  next: 'Next email',
  contacts: (count: number) => plural(count, 'contact'),
  endsAt: 'Ends by itself',
  /** What its button says. The disk, and what holds all sending, are not mended on a page of the campaign. */
  remedies: {
    campaign_paused: 'Resume',
    mailbox_inactive: 'Reconnect',
    mailbox_hold: 'Open mailbox',
    catch_up: 'Open mailbox',
    window: 'Change hours',
    gap: 'Change the gap',
    cap: 'Change the cap',
    new_contact_cap: 'Change the cap',
    domain_spacing: 'Change spacing',
    review: 'Read and approve',
    missing_field: 'Fill in',
    suppressed: 'Do Not Contact',
    overlap: 'Change the rule',
    country_policy: 'Open settings',
    provider_down: 'Open mailbox',
    attachment_missing: 'Show the steps',
    email_too_large: 'Show the steps',
    unknown_pending: 'Decide',
    contact_paused: 'Show contacts',
    colleague_replied: 'Change the rule',
    condition: 'Change the condition',
    goal_reached: 'Change the goal',
    waiting: 'Show the steps',
  } as Partial<Record<HeldReason, string>>,
  noMailbox: 'Choose mailboxes',
  otherCampaign: 'Open that campaign',
};

const historyStatus: Record<string, string> = {
  due: 'planned',
  claimed: 'about to be sent',
  transmitting: 'being sent',
  sent: 'sent',
  failed: 'failed',
  unknown: 'sent perhaps: needs a decision',
  cancelled: 'cancelled',
};

const historyEnds: Record<string, string> = {
  finished: 'Finished: they got every email',
  replied: 'Ended: they replied',
  bounced: 'Ended: an email bounced',
  unsubscribed: 'Ended: they opted out',
  suppressed: 'Ended: on Do Not Contact',
  failed: 'Ended: an email failed for good',
  stopped: 'Stopped',
};

const historyTypes: Record<string, string> = {
  added_to_campaign: 'Added to the campaign',
  reply: 'Replied',
  opt_out: 'Replied and opted out',
  auto_reply: 'Automatic reply',
  bounce: 'An email bounced',
};

export const historyTexts = {
  title: 'Contact',
  heading: 'What happened',
  none: 'Nothing yet',
  open: 'Open contact',
  close: 'Close',
  head(type: string, status: string | null, step: number | null): string {
    if (type === 'send') return `Step ${step ?? 1} ${historyStatus[status ?? ''] ?? status ?? ''}`;
    if (type === 'campaign_ended') return historyEnds[status ?? ''] ?? 'Ended';
    return historyTypes[type] ?? type;
  },
};

export const launchTexts = {
  title: (name: string) => `Launch ${name}?`,
  description: 'Outrider checks every contact, then begins to send on the schedule.',
  submit: 'Launch campaign',
  busy: 'Launching…',
  blocks: 'Before it can be launched',
  done: (name: string) => `${name} has been launched.`,
  fix: {
    no_active_mailbox: 'Choose mailboxes',
    no_steps: 'Write the email',
    attachment_missing: 'Attach it again',
    no_contacts: 'Add contacts',
    replies_not_read: 'Choose mailboxes',
    sender_identity_missing: 'Open settings',
  } as Record<string, string>,
};

export const resumeTexts = {
  title: (name: string) => `Resume ${name}?`,
  description:
    'Emails that became due meanwhile go out one after the other, within gaps, caps and hours. None go out in a burst.',
  missing: (addresses: string) => `Still not connected: ${addresses}. Their contacts wait.`,
  submit: 'Resume campaign',
  busy: 'Resuming…',
  legend: 'What is overdue',
  keep: 'Keep the remaining delays',
  keepHint: 'Each contact goes on from where they are.',
  shift: 'Move the whole remaining schedule',
  shiftHint: 'As if the pause had not been: everything is later by as much.',
  skip: 'Skip follow-ups that are long overdue',
  skipHint: 'These contacts get no further email.',
  skipDays: 'Overdue by more than (days)',
  done: (name: string) => `${name} is running again.`,
};

export const deleteTexts = {
  title: (name: string) => `Delete ${name}?`,
  description:
    'The draft goes with its steps and its list of contacts. The contacts themselves stay. This can’t be undone.',
  submit: 'Delete draft',
  busy: 'Deleting…',
  done: (name: string) => `${name} has been deleted.`,
};

export const leaveTexts = {
  title: 'Leave without saving?',
  description: 'What you have changed on this page is lost.',
  stay: 'Stay on the page',
  leave: 'Leave without saving',
};

export const contactTexts = {
  add: 'Add contacts',
  all: 'All',
  none: 'No contacts yet',
  noneText: 'Add a list, or search for people one by one.',
  noMatch: 'Nobody here',
  noMatchText: 'No contact of this campaign fits the status and the search.',
  contact: 'Contact',
  status: 'Status',
  next: 'Next step',
  mailbox: 'Mailbox',
  lastSent: 'Last sent',
  actions: 'Actions',
  missing: (field: string) => `“${field}” is missing`,
  fieldOf: (field: string, email: string) => `${field} of ${email}`,
  save: 'Save',
  saving: 'Saving…',
  fixed: (email: string) => `${email} goes on.`,
  leaveOut: (count: number) => (count === 1 ? 'Leave out 1 contact' : `Leave out all ${formatNumber(count)}`),
  needReview: (count: number) =>
    `${plural(count, 'contact')} ${count === 1 ? 'lacks' : 'lack'} a field that the text needs. Nothing is sent to them before it is there.`,
  showThem: 'Show them',
  toApprove: 'The next email waits for approval',
  endReasons: {
    overlap: 'Another campaign writes to them, or has in the last 30 days',
    left_out: 'Taken out of the campaign',
    country_policy: 'Their country may not be written to',
    ended: 'The campaign’s last day was over',
    by_hand: 'Stopped by a person',
    goal: 'Goal reached',
    colleague_replied: 'Somebody at the same company answered',
    condition: 'Did not meet the condition of a step',
  } as Record<string, string>,
  step: (step: number) => `Step ${step}`,
  due: 'due',
};

export const contactMenuTexts = {
  label: (email: string) => `Actions for ${email}`,
  why: 'What is next, and what happened',
  open: 'Open contact',
  block: 'Add to Do Not Contact',
  pause: 'Pause for this contact',
  resume: 'Resume',
  stop: 'Stop for this contact',
  goal: 'Mark goal reached',
  paused: (email: string) => `${email} gets nothing from this campaign until you resume.`,
  resumed: (email: string) => `${email} goes on.`,
  undo: 'Undo',
  isPaused: 'Paused',
};

export const stopTexts = {
  title: (email: string) => `Stop writing to ${email} in this campaign?`,
  description: 'What is planned for them is cancelled. Other campaigns go on. It cannot be taken back.',
  submit: 'Stop',
  busy: 'Stopping…',
  goalTitle: (email: string) => `Has ${email} reached the goal?`,
  goalDescription: 'Nothing more is sent to them by this campaign, and it is counted. It cannot be taken back.',
  goalSubmit: 'Mark goal reached',
  goalBusy: 'Marking…',
};

export const blockTexts = {
  title: (emails: string[]) =>
    emails.length === 1
      ? `Add ${emails[0]} to Do Not Contact?`
      : `Add ${plural(emails.length, 'contact')} to Do Not Contact?`,
  description: 'Nobody here writes to them any more, in this campaign or another. Only a manager can take it back.',
  submit: 'Add to Do Not Contact',
  busy: 'Adding…',
  done: (emails: string[]) =>
    emails.length === 1
      ? `${emails[0]} is on Do Not Contact.`
      : `${plural(emails.length, 'contact')} are on Do Not Contact.`,
};

export const leaveOutTexts = {
  title: (count: number) => `Leave out ${plural(count, 'contact')}?`,
  description: 'They get no email of this campaign. The contacts themselves stay as they are.',
  submit: 'Leave them out',
  busy: 'Leaving out…',
  done: (count: number) => `${plural(count, 'contact')} left out.`,
};

export const addTexts = {
  title: 'Add contacts',
  description: 'People on Do Not Contact, and those in another running campaign, are left out and named.',
  how: 'Whom',
  byList: 'A list',
  byListHint: 'Everybody on it now.',
  bySearch: 'People by name',
  bySearchHint: 'Search and choose.',
  everybody: 'Everybody',
  everybodyHint: 'All contacts of the workspace.',
  list: 'List',
  noLists: 'There are no lists yet. An import makes one.',
  option: (name: string, contacts: number) => `${name} (${formatNumber(contacts)})`,
  search: 'Name, company or address',
  found: 'Found',
  chosen: (count: number) => `${plural(count, 'contact')} chosen`,
  nobody: 'Nobody fits.',
  submit: 'Add to campaign',
  busy: 'Adding…',
  done: 'Done',
  added: (count: number) => `${plural(count, 'contact')} added.`,
  warned: (count: number) =>
    `${plural(count, 'contact')} of those added ${count === 1 ? 'is' : 'are'} in countries that your policy warns about.`,
  skipped: (count: number, reason: string) => `${plural(count, 'contact')} left out: ${reason}.`,
};

export const mailboxTexts = {
  hint: 'New contacts are shared out among these. A contact stays with its mailbox for the whole thread.',
  none: 'No mailboxes yet',
  noneText: 'Connect a mailbox first; campaigns send from it.',
  connect: 'Go to mailboxes',
  save: 'Save mailboxes',
  saving: 'Saving…',
  saved: 'The mailboxes are saved.',
  active: 'Active',
  inactive: 'Inactive',
  cap: (cap: number) => `${formatNumber(cap)} a day`,
  unread: 'replies are not read',
  reconnect: 'Reconnect',
};

export const scheduleTexts = {
  when: 'When it sends',
  zone: 'Time zone',
  contactsZone: 'Send by each contact’s own clock',
  contactsZoneHint: 'Where it is known. Everybody else goes by the one above.',
  days: 'Days',
  dayNames: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  dayLetters: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  hours: 'Hours',
  hoursHint: '9 means 09:00 to 09:59.',
  office: '9 to 17',
  allHours: 'All hours',
  rules: 'Rules',
  pace: 'Pace',
  cap: 'New contacts a day, at most',
  capHint: 'Empty: as many as the mailboxes may send.',
  spacing: 'Minutes between two emails to one company',
  spacingHint: 'Empty: no pause. Public mail domains such as gmail.com are never kept waiting.',
  stopOnReply: 'Stop when the contact replies',
  stopOnColleague: 'Stop for everybody at the company when one of them replies',
  stopOnColleagueHint: 'By the domain of their addresses; never at public mail domains such as gmail.com.',
  optOut: 'Add the opt-out line to every email',
  optOutHint: 'Without it, the text must hold {{ unsubscribe_url }}.',
  evergreen: 'Evergreen: never completes, new contacts can be added at any time',
  overlap: 'People in another running campaign',
  overlapSkip: 'Leave them out',
  overlapSkipHint: 'Also those whom another campaign wrote to in the last 30 days.',
  overlapAllow: 'Write to them all the same',
  loss: 'When one of its mailboxes is disconnected',
  lossPause: 'Pause the campaign',
  lossGoOn: 'Go on with the others',
  lossGoOnHint: 'Contacts of that mailbox wait for it.',
  save: 'Save schedule',
  saving: 'Saving…',
  saved: 'The schedule is saved.',
};

export const calendarTexts = {
  title: 'Calendar',
  startsOn: 'First day',
  endsOn: 'Last day',
  endsOnHint: 'Whoever still waits when it is over is let go, and the campaign completes.',
  countries: 'No emails on public holidays of',
  countriesHint: 'National holidays. Those of a state or a region are dates of your own.',
  addCountry: 'Add a country…',
  chosenCountries: 'Countries whose holidays count',
  date: 'No emails on',
  addDate: 'Add',
  chosenDates: 'Days without emails',
  remove: (what: string) => `Remove ${what}`,
};

export const sendsTexts = {
  all: 'All',
  none: 'No emails yet',
  noneText: 'They appear here when the campaign has been launched.',
  noMatchText: 'Look at all of them instead.',
  to: 'To',
  step: 'Step',
  status: 'Status',
  when: 'When',
  mailbox: 'Mailbox',
  erased: 'Erased contact',
  removed: 'Removed mailbox',
  due: 'due',
  again: 'next try',
  decide: 'Decide',
  actionsFor: (email: string) => `Decide about ${email}`,
  markSent: 'It was sent',
  resend: 'Send it again',
  drop: 'Do not send it',
  resendTitle: (email: string) => `Send to ${email} again?`,
  resendText: 'The provider may have taken the first one: then this person gets the email twice.',
  resendBusy: 'Planning…',
};

export const goalsText = 'Goal reached';

export const count = {
  contacts: 'Contacts',
  sent: 'Sent',
  replied: 'Replied',
  bounced: 'Bounced',
  unsubscribed: 'Opted out',
  waiting: 'Waiting',
  held: 'Held',
  to_approve: 'To approve',
  failed: 'Failed',
  unknown: 'Unknown',
};

const percent = (share: number, digits = 0) => `${(100 * share).toFixed(digits)} %`;

export const resultTexts = {
  title: (position: number) => `Variants of step ${position}`,
  variant: 'Variant',
  sent: 'Sent',
  replied: 'Replied',
  share: 'Share',
  interval: '95 % interval',
  percent: (share: number) => percent(share, 1),
  range: (low: number, high: number) => `${(100 * low).toFixed(0)} to ${percent(high)}`,
  nothingSent: 'nothing sent yet',
  winner: 'Winner',
  ahead: 'Ahead',
  off: 'Off',
  choose: 'Choose',
  chooseOne: (letter: string) => `Choose ${letter}`,
  takeBack: 'Take the choice back',
  states: {
    collecting: (after: number) =>
      `Not enough emails yet: each variant needs ${formatNumber(after)} that are three days old.`,
    unclear: () => 'No clear winner yet: the intervals overlap, so the difference may be chance.',
    clear: () => 'One variant is clearly ahead.',
    given_up: (after: number) =>
      `No clear winner after ${formatNumber(10 * after)} emails of each: the variants do about equally well.`,
    chosen: () => 'Everybody who is planned from now on gets the winner.',
  },
};

export const trackingTexts = {
  title: 'Opens and clicks',
  who: 'Never for people in the EEA, the United Kingdom, Switzerland or an unknown country without their consent, unless a manager changes that list in the settings.',
  opens: 'Track opens',
  opensHint: 'Opens are unreliable: mail programs load pictures by themselves, or not at all.',
  clicks: 'Track clicks',
  clicksHint: 'Links of formatted emails lead through this server. Opt-out links stay as they are.',
  plainOnly: 'Every email of this campaign is plain text, and nothing of that can be tracked.',
  byStep: 'By step',
  step: 'Step',
  opened: 'Opened',
  clicked: 'Clicked',
  notTracked: 'Not tracked',
  of: (some: number, all: number) => `${formatNumber(some)} of ${formatNumber(all)}`,
  raw: (all: number) => `${formatNumber(all)} with programs`,
  unreliable:
    'Emails that a person opened or clicked, as far as that can be told, of those that are tracked. Opens are unreliable: mail programs load pictures by themselves, or not at all.',
};
