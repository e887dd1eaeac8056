/*
 * approval-reader: one email as it will go, and what is decided about it.
 */
import { Check, ChevronLeft, Pencil, SkipForward } from 'lucide-react';
import { type Ref, useImperativeHandle, useState } from 'react';
import { messageOf } from '../../../lib/api-client';
import type { Approval, Approve } from '../../../lib/schema';
import { useSubmit } from '../../../lib/use-submit';
import { Banner } from '../../../ui/banner';
import { Button } from '../../../ui/button';
import { Pairs } from '../../../ui/facts';
import { FormError } from '../../../ui/field';
import { CarriedFiles } from '../sequence/carried-files';
import { MailFrame } from '../sequence/mail-frame';
import { ApprovalEdit } from './approval-edit';
import { useDecisions } from './approval-queries';
import { approvalTexts as texts } from './approval-texts';
import { SkipDialog } from './skip-dialog';

export type ReaderKeys = { approve: () => void; edit: () => void; skip: () => void };

type ApprovalReaderProps = {
  ref: Ref<ReaderKeys>;
  email: Approval;
  isEditing: boolean;
  onEdit: (email: Approval | null) => void;
  onBack: () => void;
  onDecided: (email: Approval, news: string) => void;
};

export function ApprovalReader({ ref, email, isEditing, onEdit, onBack, onDecided }: ApprovalReaderProps) {
  const { approve, skip } = useDecisions();
  const [isSkipping, setIsSkipping] = useState(false);
  const mayGo = email.version !== null;
  const approving = useSubmit(async (words: Approve) => {
    await approve(email.id, { ...words, ...(email.version ? { version: email.version } : {}) });
    onDecided(email, texts.approved(email.contact.email));
  });
  const edit = () => mayGo && onEdit(email);

  useImperativeHandle(ref, () => ({
    approve: () => mayGo && !isEditing && void approving.submit({}),
    edit,
    skip: () => !isEditing && setIsSkipping(true),
  }));

  return (
    <section className="card padded approval-reader" aria-label={texts.region}>
      <div className="approval-acts">
        <Button look="quiet" slim className="btn quiet slim approval-back" onClick={onBack}>
          <ChevronLeft size={16} aria-hidden="true" /> {texts.back}
        </Button>
        {isEditing ? null : (
          <>
            <Button
              look="primary"
              disabled={!mayGo}
              busyText={approving.isBusy ? texts.approving : false}
              onClick={() => void approving.submit({})}
            >
              <Check size={16} aria-hidden="true" /> {texts.approve}
            </Button>
            <Button disabled={!mayGo} onClick={edit}>
              <Pencil size={16} aria-hidden="true" /> {texts.edit}
            </Button>
            <Button onClick={() => setIsSkipping(true)}>
              <SkipForward size={16} aria-hidden="true" /> {texts.skip}
            </Button>
          </>
        )}
      </div>
      <FormError message={approving.error ? messageOf(approving.error) : null} />
      <Notes email={email} />
      <Envelope email={email} isSubjectOpen={isEditing && !email.in_thread} />
      {isEditing ? (
        <ApprovalEdit
          email={email}
          isBusy={approving.isBusy}
          error={approving.error}
          onCancel={() => onEdit(null)}
          onApprove={(words) => void approving.submit(words)}
        />
      ) : (
        <Body email={email} />
      )}
      {isSkipping ? (
        <SkipDialog
          title={texts.skipTitle(email.contact.email)}
          onClose={() => setIsSkipping(false)}
          skip={async () => {
            await skip(email.id);
            onDecided(email, texts.skipped(email.contact.email));
          }}
        />
      ) : null}
    </section>
  );
}

function Notes({ email }: { email: Approval }) {
  const { approved_before: before, missing_field: missing, problem } = email;
  return (
    <>
      {before ? (
        <Banner tone="warn" title={texts.changed(before.by_name)}>
          {before.edited ? texts.changedEdited : null}
        </Banner>
      ) : null}
      {problem ? (
        <Banner tone="warn" title={missing ? texts.lacking(missing) : texts.broken}>
          {missing ? null : problem}
        </Banner>
      ) : null}
    </>
  );
}

function Envelope({ email, isSubjectOpen }: { email: Approval; isSubjectOpen: boolean }) {
  const { contact, from, from_name: name } = email;
  return (
    <Pairs
      pairs={[
        { name: texts.from, value: name ? `${name} <${from}>` : from },
        {
          name: texts.to,
          value: (
            <>
              {contact.name ? `${contact.name} <${contact.email}>` : contact.email}
              {contact.company ? <span className="reason">{contact.company}</span> : null}
            </>
          ),
        },
        ...(email.subject === null || isSubjectOpen
          ? []
          : [{ name: texts.subject, value: <strong>{email.subject}</strong> }]),
      ]}
    />
  );
}

function Body({ email: { html, text, attachments } }: { email: Approval }) {
  const [isText, setIsText] = useState(false);
  return (
    <>
      {html === null ? null : (
        <fieldset className="switcher" aria-label={texts.part}>
          {[false, true].map((one) => (
            <button key={String(one)} type="button" aria-pressed={one === isText} onClick={() => setIsText(one)}>
              {one ? texts.plain : texts.formatted}
            </button>
          ))}
        </fieldset>
      )}
      {html !== null && !isText ? (
        <MailFrame html={html} title={texts.frame} images={attachments} />
      ) : (
        <p className="mail-text approval-text">{text}</p>
      )}
      <CarriedFiles attachments={attachments} />
    </>
  );
}
