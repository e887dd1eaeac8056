/*
 * preview-pane: the step as one contact would get it, a moment after each change.
 */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { messageOf } from '../../../lib/api-client';
import type { Campaign, Enrollment, Preview } from '../../../lib/schema';
import { useSettled } from '../../../lib/use-now';
import { Banner } from '../../../ui/banner';
import { IconButton } from '../../../ui/button';
import { Pairs } from '../../../ui/facts';
import { BlockSkeleton } from '../../../ui/skeleton';
import { useDraftPreview, useEnrollments } from '../campaign-queries';
import { attachmentsEdit } from './attachments';
import { CarriedFiles } from './carried-files';
import type { StepDraft } from './drafts';
import { MailFrame } from './mail-frame';
import { sequenceTexts as texts } from './sequence-texts';

const PAUSE_MS = 350;

type PreviewPaneProps = { campaign: Campaign; draft: StepDraft; position: number };

export function PreviewPane({ campaign, draft, position }: PreviewPaneProps) {
  const [contactId, setContactId] = useState('');
  const settled = useSettled(draft, PAUSE_MS);
  const { subject, preheader, text, html } = settled;
  const preview = useDraftPreview(campaign.id, {
    step: position,
    ...(contactId ? { contact_id: contactId } : {}),
    subject: subject.trim() || null,
    preheader: preheader.trim() || null,
    body_text: text,
    body_html: html,
    ...attachmentsEdit(settled),
  });

  const good = useRef(preview.data);
  if (preview.data && !preview.isPlaceholderData) good.current = preview.data;

  return (
    <section className="preview-pane" aria-label={texts.preview}>
      <ContactPicker campaign={campaign} contactId={contactId} onPick={setContactId} />
      {preview.isError ? (
        <Banner tone="warn" title={messageOf(preview.error)}>
          {good.current ? texts.mistake : texts.mistakeFirst}
        </Banner>
      ) : null}
      {preview.isPending && !preview.isEnabled ? <p className="card padded faint">{texts.nothingYet}</p> : null}
      {preview.isLoading ? <BlockSkeleton height={220} /> : null}
      {good.current ? <Mail preview={good.current} isOld={preview.isPlaceholderData || preview.isError} /> : null}
    </section>
  );
}

type ContactPickerProps = { campaign: Campaign; contactId: string; onPick: (contactId: string) => void };

const nameOf = ({ name, email }: Enrollment) => (name ? `${name} <${email}>` : email);

function ContactPicker({ campaign, contactId, onPick }: ContactPickerProps) {
  const enrollments = useEnrollments(campaign.id, {});
  const people = enrollments.data?.items ?? [];
  const at = Math.max(
    0,
    people.findIndex((one) => one.contact_id === contactId),
  );

  function go(by: 1 | -1) {
    const next = people[at + by];
    if (next) onPick(next.contact_id);
    if (at + by >= people.length - 2 && enrollments.hasNextPage) void enrollments.fetchNextPage();
  }
  function onKeyDown(event: KeyboardEvent) {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (by === 0 || event.altKey || event.target instanceof HTMLSelectElement) return;
    event.preventDefault();
    go(by);
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys repeat what its buttons do
    <div className="contact-picker" onKeyDown={onKeyDown}>
      <select
        className="input"
        aria-label={texts.previewOf}
        value={people[at]?.contact_id ?? ''}
        onChange={(event) => onPick(event.target.value)}
      >
        {people.length === 0 ? <option value="">{texts.madeUp}</option> : null}
        {people.map((one) => (
          <option key={one.contact_id} value={one.contact_id}>
            {nameOf(one)}
          </option>
        ))}
      </select>
      <IconButton label={texts.before} icon={<ChevronLeft size={16} />} disabled={at === 0} onClick={() => go(-1)} />
      <IconButton
        label={texts.after}
        icon={<ChevronRight size={16} />}
        disabled={at + 1 >= people.length}
        onClick={() => go(1)}
      />
    </div>
  );
}

function senderOf({ from, from_name: name }: Preview): string {
  return name ? `${name} <${from}>` : (from ?? '');
}

function Mail({ preview, isOld }: { preview: Preview; isOld: boolean }) {
  const [isText, setIsText] = useState(false);
  if (preview.missing_field) return <Banner tone="warn" title={texts.missing(preview.missing_field)} />;
  const { html } = preview;
  return (
    <div className="mail" aria-busy={isOld}>
      <Pairs
        pairs={[
          ...(preview.from ? [{ name: texts.from, value: senderOf(preview) }] : []),
          ...(preview.reply_to ? [{ name: texts.replyTo, value: preview.reply_to }] : []),
          { name: texts.subject, value: <strong>{preview.subject ?? texts.inThread}</strong> },
        ]}
      />
      {html === null ? null : (
        <fieldset className="switcher" aria-label={texts.part}>
          {[false, true].map((one) => (
            <button key={String(one)} type="button" aria-pressed={one === isText} onClick={() => setIsText(one)}>
              {one ? texts.plain : texts.html}
            </button>
          ))}
        </fieldset>
      )}
      {html !== null && !isText ? (
        <MailFrame html={html} title={texts.frame} images={preview.attachments} />
      ) : (
        <p className="mail-text">{preview.text}</p>
      )}
      <CarriedFiles attachments={preview.attachments} />
    </div>
  );
}
