/*
 * step-attachments: the files that a step carries: added by a button or by dropping them, told of while they are on their way.
 */
import '../../../styles/attachments.css';
import { Paperclip, X } from 'lucide-react';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { formatBytes } from '../../../lib/format';
import type { StepAttachment } from '../../../lib/schema';
import { Progress } from '../../../ui/bar';
import { Button, IconButton, TextButton } from '../../../ui/button';
import { attachmentTexts as texts } from './attachment-texts';
import { carriedBy, contentUrl, MOST_BYTES, sizeOf } from './attachments';
import type { StepDraft } from './drafts';
import type { Upload } from './use-uploads';

type StepAttachmentsProps = {
  draft: StepDraft;
  mayEdit: boolean;
  errors: Record<string, string>;
  uploads: Upload[];
  onAdd: (files: File[]) => void;
  onDrop: (key: string) => void;
  onRemove: (attachment: StepAttachment) => void;
};

/** What is wrong with the list, or with one of it. */
function errorIn(errors: Record<string, string>): string | undefined {
  const [field] = Object.keys(errors).filter((name) => name === 'attachments' || name.startsWith('attachments['));
  return field ? errors[field] : undefined;
}

export function StepAttachments({ draft, mayEdit, errors, uploads, onAdd, onDrop, onRemove }: StepAttachmentsProps) {
  const files = carriedBy(draft);
  const error = errorIn(errors);
  if (!mayEdit && files.length === 0) return null;
  return (
    <DropZone mayEdit={mayEdit} onAdd={onAdd}>
      <div className="attachments-head">
        <h3>{texts.title}</h3>
        {files.length > 0 ? <span className="small faint">{texts.ofAll(sizeOf(files), MOST_BYTES)}</span> : null}
        {mayEdit ? <AddButton onAdd={onAdd} /> : null}
      </div>
      {files.length + uploads.length > 0 ? (
        <ul className="file-list">
          {files.map((file) => (
            <FileEntry key={file.id} file={file} onRemove={mayEdit ? () => onRemove(file) : undefined} />
          ))}
          {uploads.map((upload) => (
            <UploadEntry key={upload.key} upload={upload} onDrop={() => onDrop(upload.key)} />
          ))}
        </ul>
      ) : null}
      {error ? (
        <p className="small bad-text" role="alert">
          {error}
        </p>
      ) : null}
    </DropZone>
  );
}

/** A file that misses its place is no reason for the browser to open it in place of this page. */
function keepPage() {
  const keep = (event: globalThis.DragEvent) => event.dataTransfer?.types.includes('Files') && event.preventDefault();
  window.addEventListener('dragover', keep);
  window.addEventListener('drop', keep);
  return () => {
    window.removeEventListener('dragover', keep);
    window.removeEventListener('drop', keep);
  };
}

type DropZoneProps = Pick<StepAttachmentsProps, 'mayEdit' | 'onAdd'> & { children: React.ReactNode };

function DropZone({ mayEdit, onAdd, children }: DropZoneProps) {
  const [isOver, setIsOver] = useState(false);
  useEffect(keepPage, []);
  const over = (event: DragEvent) => {
    if (!mayEdit || !event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setIsOver(true);
  };
  const drop = (event: DragEvent) => {
    if (!mayEdit) return;
    event.preventDefault();
    setIsOver(false);
    onAdd([...event.dataTransfer.files]);
  };
  return (
    <section
      className={isOver ? 'attachments over' : 'attachments'}
      aria-label={texts.title}
      onDragOver={over}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      {children}
    </section>
  );
}

function AddButton({ onAdd }: Pick<StepAttachmentsProps, 'onAdd'>) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <span className="attachments-add">
      <Button slim onClick={() => input.current?.click()}>
        <Paperclip size={16} aria-hidden="true" /> {texts.add}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={texts.add}
        onChange={(event) => {
          onAdd([...(event.target.files ?? [])]);
          event.target.value = ''; // the same file may be chosen again
        }}
      />
      <span className="small faint drop-hint">{texts.drop}</span>
    </span>
  );
}

function FileEntry({ file, onRemove }: { file: StepAttachment; onRemove: (() => void) | undefined }) {
  return (
    <li>
      <a
        className="file-name"
        href={contentUrl(file.id)}
        target="_blank"
        rel="noreferrer"
        title={texts.open(file.name)}
      >
        {file.name}
      </a>
      <span className="small faint file-facts">
        {formatBytes(file.size)}
        {file.inline ? ` · ${texts.inText}` : ''}
      </span>
      {onRemove ? <IconButton label={texts.remove(file.name)} icon={<X size={16} />} onClick={onRemove} /> : null}
    </li>
  );
}

function UploadEntry({ upload, onDrop }: { upload: Upload; onDrop: () => void }) {
  const { name, size, sent, error } = upload;
  return (
    <li className={error ? 'upload failed' : 'upload'}>
      <span className="file-name">{name}</span>
      {error ? (
        <span className="small bad-text file-facts" role="alert">
          {error}
        </span>
      ) : (
        <Progress label={texts.uploading(name)} value={sent} of={size} text={texts.progress(sent, size)} />
      )}
      <TextButton aria-label={error ? texts.dismissOf(name) : texts.cancelOf(name)} onClick={onDrop}>
        {error ? texts.dismiss : texts.cancel}
      </TextButton>
    </li>
  );
}
