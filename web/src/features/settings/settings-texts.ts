/*
 * settings-texts: the words of the settings.
 */
export const texts = {
  title: 'Settings',
  tabs: { general: 'General', 'api-keys': 'API keys', countries: 'Countries' },
};

export const generalTexts = {
  sender: 'Who writes',
  senderHint: 'Every email ends with these two, as the law asks for. Nothing can be launched without them.',
  organization: 'Organisation',
  postalAddress: 'Postal address',
  workspace: 'Workspace',
  name: 'Name',
  zone: 'Time zone',
  zoneHint: 'Times on these pages, and the schedule of new campaigns.',
  optOut: 'Opting out',
  optOutText: 'Opt-out line',
  optOutHint: 'Write {{ unsubscribe_url }} where the link goes. Leave it empty for the line that comes with Outrider.',
  server: 'Server',
  baseUrl: 'Public address',
  baseUrlHint: 'Opt-out links begin with it. It is set by OUTRIDER_BASE_URL.',
  undo: 'A disconnect can be undone for',
  seconds: (count: number) => (count === 0 ? 'not at all' : `${count} seconds`),
  support: 'When something goes wrong',
  supportLink: 'Download the support bundle',
  supportHint:
    'Version, figures and the last thousand protocol events of each mailbox. No addresses, texts or secrets are in it.',
  save: 'Save',
  saving: 'Saving…',
  saved: 'The settings are saved.',
};

export const trackingTexts = {
  title: 'Opens and clicks',
  who: 'Campaigns do not track unless they are told to. In these countries they then track only people whose legal basis is “consent”.',
  countries: 'Countries without tracking',
  hint: 'Codes or names, separated by commas. While any stands here, people whose country is not known are not tracked either.',
  hintDefault:
    'This is the list that comes with Outrider: the EEA, the United Kingdom and Switzerland. People whose country is not known are not tracked either.',
  save: 'Save tracking',
  reset: 'Use the list that comes with Outrider',
};

export const keyTexts = {
  title: 'API keys',
  sub: 'For programs that use the API. A key does what its scopes allow, without a password.',
  add: 'New API key',
  none: 'No API keys yet',
  noneText: 'Make one for each program, so that each can be revoked by itself.',
  name: 'Name',
  nameHint: 'Which program uses it.',
  scopes: 'What it may do',
  everything: 'Everything',
  readOnly: 'Only read',
  choose: 'Choose',
  made: 'Made',
  used: 'Last used',
  never: 'Never',
  revoke: 'Revoke',
  revokeFor: (name: string) => `Revoke ${name}`,
  newTitle: 'New API key',
  submit: 'Make key',
  busy: 'Making…',
  onceTitle: 'Copy the key now',
  once: 'It is shown this once. Outrider keeps only a fingerprint of it.',
  copy: 'Copy',
  copied: 'The key has been copied.',
  done: 'Done',
  revokeTitle: (name: string) => `Revoke ${name}?`,
  revokeText: 'Whatever uses this key is refused from now on. This can’t be undone.',
  revoking: 'Revoking…',
  revoked: (name: string) => `${name} has been revoked.`,
};

export const areas = ['mailboxes', 'campaigns', 'contacts', 'settings'] as const;
export const areaTexts: Record<(typeof areas)[number], string> = {
  mailboxes: 'Mailboxes',
  campaigns: 'Campaigns',
  contacts: 'Contacts and Do Not Contact',
  settings: 'Settings',
};

export const countryTexts = {
  title: 'Countries',
  sub: 'Where you may write to people depends on their country’s law. Nobody in a blocked country is written to, whatever the campaign; one with a warning is counted when contacts are added.',
  rules: { allow: 'Allow', warn: 'Warn', block: 'Block' },
  others: 'All countries that are not named below',
  unknown: 'Contacts whose country is not known',
  since: 'Last changed',
  list: 'Named countries',
  none: 'No country is named.',
  code: 'Country',
  codeHint: 'Two letters, such as DE.',
  rule: 'Rule',
  ruleOf: (country: string) => `Rule for ${country}`,
  add: 'Add country',
  remove: (country: string) => `Take ${country} off`,
  unknownCode: 'This is no country’s code.',
  save: 'Save countries',
  saving: 'Saving…',
  saved: 'The countries are saved.',
};
