/*
 * sender-texts: the words of a campaign's sender.
 */
export const senderTexts = {
  from: 'Who it is from',
  hint: 'Left empty: what the mailbox or the settings say.',
  name: 'Sender name',
  replyTo: 'Answers come to',
  replyToMailbox: 'The mailbox that sends',
  replyToHint: 'Only a connected mailbox: Outrider must see who has answered.',
  signature: 'Signature',
  footer: 'Under every email',
  organization: 'Organisation',
  postalAddress: 'Postal address',
  optOut: 'Opt-out line',
  optOutHint: 'May hold {{ unsubscribe_url }}; the link is added where it does not.',
  ownOptOut: 'If you’d rather not hear from me, unsubscribe here: {{ unsubscribe_url }}',
  format: 'Format',
  formats: {
    as_written: { text: 'As each step is written', hint: 'Formatted steps go out with a plain text part.' },
    plain: { text: 'Plain text only', hint: 'Formatted steps lose their formatting.' },
    html: { text: 'Always HTML', hint: 'Plain steps get an HTML part that looks the same, with links to follow.' },
  },
  preview: 'As the reader sees it',
  previewFrom: 'From',
  previewReplyTo: 'Reply to',
  text: 'The text of the step',
  noMailbox: 'No mailbox yet',
  link: 'https://…',
  save: 'Save sender',
  saving: 'Saving…',
  saved: 'The sender is saved.',
};
