/*
 * sender-preview: what stands around the text of an email, as it is being set.
 */
import { Pairs } from '../../ui/facts';
import type { SenderParts } from './campaign-sender';
import { senderTexts as texts } from './sender-texts';
import { harmless, MailFrame } from './sequence/mail-frame';

function optOutOf(wording: string): string {
  const filled = wording.replace(/\{\{\s*unsubscribe_url\s*\}\}/g, texts.link);
  return filled === wording ? `${wording} ${texts.link}` : filled;
}

/** What is read of a formatted signature; the server writes it out more finely. */
function textOf(html: string): string {
  return harmless(html).body.textContent?.trim() ?? '';
}

export function SenderPreview({
  draft,
  mailbox,
  organization,
  postalAddress,
  optOut,
  hasOptOut,
}: SenderParts & { hasOptOut: boolean }) {
  const name = draft.name || mailbox?.name;
  const address = mailbox ? (mailbox.send_as ?? mailbox.address) : texts.noMailbox;
  const replyTo = draft.reply_to || mailbox?.reply_to;
  const html = draft.signature_html;
  const lines = [
    draft.signature || textOf(html) || mailbox?.signature,
    hasOptOut ? optOutOf(draft.opt_out_text || optOut) : '',
    [draft.organization || organization, draft.postal_address || postalAddress].filter(Boolean).join('\n'),
  ];
  return (
    <section className="card padded stack sender-preview" aria-label={texts.preview}>
      <h2>{texts.preview}</h2>
      <Pairs
        pairs={[
          { name: texts.previewFrom, value: name ? `${name} <${address}>` : address },
          ...(replyTo ? [{ name: texts.previewReplyTo, value: replyTo }] : []),
        ]}
      />
      <p className="faint">{texts.text}</p>
      <p className="mail-text">{lines.filter(Boolean).join('\n\n')}</p>
      {html && draft.format !== 'plain' ? (
        <>
          <p className="faint">{texts.signatureFrame}</p>
          <MailFrame html={html} title={texts.signatureFrame} />
        </>
      ) : null}
    </section>
  );
}
