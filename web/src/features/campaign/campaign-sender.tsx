/*
 * campaign-sender: whose name, signature and imprint its emails carry. What is left empty is said by the mailbox and the
 * settings.
 */
import '../../styles/sender.css';
import { useState } from 'react';
import { fieldErrors, messageOf } from '../../lib/api-client';
import type { Campaign, CampaignEdit, Mailbox } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Choice, Field, FormError, Select, TextArea } from '../../ui/field';
import { useToast } from '../../ui/toast';
import { useCampaignActions, useMailboxChoices, useWorkspaceSettings } from './campaign-queries';
import { LockedNotice } from './locked-notice';
import { SenderPreview } from './sender-preview';
import { senderTexts as texts } from './sender-texts';

export type SenderDraft = Record<
  'name' | 'reply_to' | 'signature' | 'signature_html' | 'organization' | 'postal_address',
  string
> & {
  opt_out_text: string;
  format: Campaign['format'];
};

function draftOf({ sender, opt_out_text, format }: Campaign): SenderDraft {
  return {
    name: sender.name ?? '',
    reply_to: sender.reply_to ?? '',
    signature: sender.signature ?? '',
    signature_html: sender.signature_html ?? '',
    organization: sender.organization ?? '',
    postal_address: sender.postal_address ?? '',
    opt_out_text: opt_out_text ?? '',
    format,
  };
}

function editOf({ opt_out_text, format, ...sender }: SenderDraft): CampaignEdit {
  const set = Object.entries(sender).map(([field, text]) => [field, text.trim() || null]);
  return { sender: Object.fromEntries(set), opt_out_text: opt_out_text.trim() || null, format };
}

export function CampaignSender({ campaign }: { campaign: Campaign }) {
  const { update } = useCampaignActions();
  const toast = useToast();
  const [draft, setDraft] = useState(() => draftOf(campaign));
  const mailboxes = useMailboxChoices();
  const settings = useWorkspaceSettings();
  const { submit, isBusy, error } = useSubmit(async () => {
    await update(campaign.id, editOf(draft));
    toast(texts.saved);
  });
  const mayEdit = campaign.allowed_actions.includes('edit');
  const mailbox = mailboxes.data?.find(({ id }) => campaign.mailbox_ids.includes(id));
  const parts = {
    draft,
    mailbox,
    mailboxes: mailboxes.data ?? [],
    organization: settings.data?.organization ?? '',
    postalAddress: settings.data?.postal_address ?? '',
    optOut: settings.data?.opt_out_text || texts.ownOptOut,
    errors: fieldErrors(error),
    onChange: (change: Partial<SenderDraft>) => setDraft((old) => ({ ...old, ...change })),
  };

  return (
    <div className="stack">
      <LockedNotice campaign={campaign} />
      <div className="sender-columns">
        <fieldset className="stack" disabled={!mayEdit}>
          <legend className="visually-hidden">{texts.from}</legend>
          <FromCard {...parts} />
          <FooterCard {...parts} />
        </fieldset>
        <SenderPreview {...parts} hasOptOut={campaign.opt_out_line} />
      </div>
      <FormError message={error ? messageOf(error) : null} />
      {mayEdit ? (
        <div>
          <Button look="primary" onClick={() => submit()} busyText={isBusy ? texts.saving : false}>
            {texts.save}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

export type SenderParts = {
  draft: SenderDraft;
  mailbox: Mailbox | undefined;
  organization: string;
  postalAddress: string;
  optOut: string;
};

type CardProps = SenderParts & {
  mailboxes: Mailbox[];
  errors: Record<string, string>;
  onChange: (change: Partial<SenderDraft>) => void;
};

function FromCard({ draft, mailbox, mailboxes, errors, onChange }: CardProps) {
  const readers = [...new Set([...mailboxes.map(({ address }) => address), draft.reply_to].filter(Boolean))];
  return (
    <section className="card padded stack" aria-label={texts.from}>
      <h2>{texts.from}</h2>
      <p className="small faint">{texts.hint}</p>
      <Field
        label={texts.name}
        placeholder={mailbox?.name ?? ''}
        value={draft.name}
        onChange={(name) => onChange({ name })}
        error={errors['sender.name']}
      />
      <Select
        label={texts.replyTo}
        hint={texts.replyToHint}
        value={draft.reply_to}
        onChange={(reply_to) => onChange({ reply_to })}
        options={[
          ['', mailbox?.reply_to ?? texts.replyToMailbox],
          ...readers.map((address) => [address, address] as const),
        ]}
        error={errors['sender.reply_to']}
      />
      <TextArea
        label={texts.signature}
        rows={3}
        placeholder={draft.signature_html ? '' : (mailbox?.signature ?? '')}
        value={draft.signature}
        onChange={(signature) => onChange({ signature })}
        error={errors['sender.signature']}
      />
      <TextArea
        label={texts.signatureHtml}
        hint={texts.signatureHtmlHint}
        rows={4}
        spellCheck={false}
        placeholder={draft.signature ? '' : mailbox?.signature_html}
        value={draft.signature_html}
        onChange={(signature_html) => onChange({ signature_html })}
        error={errors['sender.signature_html']}
      />
    </section>
  );
}

function FooterCard({ draft, organization, postalAddress, optOut, errors, onChange }: CardProps) {
  return (
    <section className="card padded stack" aria-label={texts.footer}>
      <h2>{texts.footer}</h2>
      <Field
        label={texts.organization}
        placeholder={organization}
        value={draft.organization}
        onChange={(value) => onChange({ organization: value })}
        error={errors['sender.organization']}
      />
      <TextArea
        label={texts.postalAddress}
        rows={2}
        placeholder={postalAddress}
        value={draft.postal_address}
        onChange={(value) => onChange({ postal_address: value })}
        error={errors['sender.postal_address']}
      />
      <TextArea
        label={texts.optOut}
        hint={texts.optOutHint}
        rows={2}
        placeholder={optOut}
        value={draft.opt_out_text}
        onChange={(value) => onChange({ opt_out_text: value })}
        error={errors.opt_out_text}
      />
      <Choice
        legend={texts.format}
        value={draft.format}
        onChange={(format) => onChange({ format })}
        options={(['as_written', 'plain', 'html'] as const).map((value) => ({ value, ...texts.formats[value] }))}
      />
    </section>
  );
}
