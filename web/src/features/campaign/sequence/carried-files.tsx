/*
 * carried-files: the files that an email brings, for whoever looks at it before it goes.
 */
import '../../../styles/attachments.css';
import { Paperclip } from 'lucide-react';
import { formatBytes } from '../../../lib/format';
import type { StepAttachment } from '../../../lib/schema';
import { attachmentTexts as texts } from './attachment-texts';
import { contentUrl } from './attachments';

export function CarriedFiles({ attachments }: { attachments: StepAttachment[] | undefined }) {
  const files = (attachments ?? []).filter(({ inline }) => !inline);
  if (files.length === 0) return null;
  return (
    <ul className="carried-files" aria-label={texts.carries}>
      {files.map(({ id, name, size }) => (
        <li key={id}>
          <a className="file-chip" href={contentUrl(id)} target="_blank" rel="noreferrer" title={texts.open(name)}>
            <Paperclip size={14} aria-hidden="true" />
            <span className="file-name">{name}</span>
            <span className="small faint">{formatBytes(size)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
