/*
 * approval-edit: the words of one email, changed for this contact alone.
 */
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { fieldErrors } from '../../../lib/api-client';
import type { Approval, Approve } from '../../../lib/schema';
import { Button } from '../../../ui/button';
import { Field, TextArea } from '../../../ui/field';
import { docToPlainPart, htmlToDoc } from '../sequence/document';
import { WritingField } from '../sequence/writing-field';
import { approvalTexts as texts } from './approval-texts';

type ApprovalEditProps = {
  email: Approval;
  isBusy: boolean;
  error: unknown;
  onCancel: () => void;
  onApprove: (words: Approve) => void;
};

export function ApprovalEdit({ email, isBusy, error, onCancel, onApprove }: ApprovalEditProps) {
  const [subject, setSubject] = useState(email.subject ?? '');
  const [text, setText] = useState(email.body_text ?? '');
  const [html, setHtml] = useState(email.body_html);
  const errors = fieldErrors(error);

  function submit(event?: FormEvent) {
    event?.preventDefault();
    onApprove({
      ...(email.in_thread ? {} : { subject }),
      ...(html === null ? { body_text: text } : { body_text: text, body_html: html }),
    });
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape') onCancel();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
    else return;
    event.preventDefault();
  }
  return (
    <form className="stack" onSubmit={submit} onKeyDown={onKeyDown}>
      {email.in_thread ? (
        <p className="small faint">{texts.inThread}</p>
      ) : (
        <Field label={texts.subject} value={subject} maxLength={500} onChange={setSubject} error={errors.subject} />
      )}
      <Words
        html={html}
        text={text}
        errors={errors}
        onText={setText}
        onHtml={(value, plain) => {
          setHtml(value);
          if (plain !== null) setText(plain);
        }}
      />
      <div className="cluster">
        <button type="submit" className="btn primary" aria-disabled={isBusy || undefined}>
          {isBusy ? texts.approving : texts.approveEdit}
        </button>
        <Button disabled={isBusy} onClick={onCancel}>
          {texts.cancel}
        </Button>
      </div>
    </form>
  );
}

type WordsProps = {
  html: string | null;
  text: string;
  errors: Record<string, string>;
  onText: (text: string) => void;
  onHtml: (html: string, text: string | null) => void;
};

function Words({ html, text, errors, onText, onHtml }: WordsProps) {
  if (html === null)
    return (
      <TextArea
        label={texts.text}
        hint={texts.editHint}
        rows={14}
        autoFocus
        value={text}
        onChange={onText}
        error={errors.body_text}
      />
    );
  if (htmlToDoc(html) !== null)
    return (
      <WritingField
        label={texts.text}
        hint={texts.editHint}
        kind="html"
        value={html}
        mayEdit
        error={errors.body_html ?? errors.body_text}
        onChange={(value, doc) => onHtml(value, docToPlainPart(doc))}
      />
    );
  return (
    <>
      <TextArea
        label={texts.html}
        hint={texts.editHint}
        rows={14}
        spellCheck={false}
        value={html}
        onChange={(value) => onHtml(value, null)}
        error={errors.body_html}
      />
      <TextArea label={texts.plain} rows={8} value={text} onChange={onText} error={errors.body_text} />
    </>
  );
}
