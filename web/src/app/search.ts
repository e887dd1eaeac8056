/*
 * search: what the addresses of the pages may carry behind "?". Anything else is dropped.
 */
type Raw = Record<string, unknown>;

function text(raw: Raw, name: string): string | undefined {
  const value = raw[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function count(raw: Raw, name: string): number | undefined {
  const value = Number(raw[name]);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}

function oneOf<T extends string>(raw: Raw, name: string, values: readonly T[]): T | undefined {
  return values.find((value) => value === raw[name]);
}

const mailboxViews = ['active', 'on_hold', 'inactive'] as const;
export type MailboxView = (typeof mailboxViews)[number];

/** Filters; which mailbox is to be reconnected; and with what a provider's page sent the browser back. */
export type MailboxesSearch = {
  status?: MailboxView | undefined;
  q?: string | undefined;
  reconnect?: string | undefined;
  connected?: string | undefined;
  connect_error?: string | undefined;
  reconnected?: string | undefined;
  updated?: string | undefined;
  reconnect_error?: string | undefined;
  mailbox?: string | undefined;
};

export function mailboxesSearch(raw: Raw): MailboxesSearch {
  return {
    status: oneOf(raw, 'status', mailboxViews),
    q: text(raw, 'q'),
    reconnect: text(raw, 'reconnect'),
    connected: text(raw, 'connected'),
    connect_error: text(raw, 'connect_error'),
    reconnected: text(raw, 'reconnected'),
    updated: text(raw, 'updated'),
    reconnect_error: text(raw, 'reconnect_error'),
    mailbox: text(raw, 'mailbox'),
  };
}

const campaignStatuses = ['draft', 'preparing', 'active', 'evergreen', 'paused', 'completed'] as const;

export type CampaignsSearch = {
  status?: (typeof campaignStatuses)[number] | undefined;
  q?: string | undefined;
  archived?: boolean | undefined;
  owner?: string | undefined;
  mailbox?: string | undefined;
  sort?: string | undefined;
};

export function campaignsSearch(raw: Raw): CampaignsSearch {
  return {
    status: oneOf(raw, 'status', campaignStatuses),
    q: text(raw, 'q'),
    archived: raw.archived === true ? true : undefined,
    owner: text(raw, 'owner'),
    mailbox: text(raw, 'mailbox'),
    sort: text(raw, 'sort'),
  };
}

/** How a view of the campaign is narrowed, and which contact is open; the views know the values. */
export type CampaignSearch = {
  status?: string | undefined;
  contact?: string | undefined;
  q?: string | undefined;
  step?: number | undefined;
  mailbox?: string | undefined;
  email?: string | undefined;
};

export function campaignSearch(raw: Raw): CampaignSearch {
  return {
    status: text(raw, 'status'),
    contact: text(raw, 'contact'),
    q: text(raw, 'q'),
    step: count(raw, 'step'),
    mailbox: text(raw, 'mailbox'),
    email: text(raw, 'email'),
  };
}

export function contactsSearch(raw: Raw): { q?: string | undefined; list?: string | undefined } {
  return { q: text(raw, 'q'), list: text(raw, 'list') };
}

export function suppressionSearch(raw: Raw): { q?: string | undefined } {
  return { q: text(raw, 'q') };
}

export function loginSearch(raw: Raw): { next?: string | undefined } {
  return { next: text(raw, 'next') };
}

export function setupSearch(raw: Raw): { code?: string | undefined } {
  return { code: text(raw, 'code') };
}
