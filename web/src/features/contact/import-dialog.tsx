/*
 * import-dialog: chooses a file and uploads it; the rest happens on the import's own page.
 */
import { useNavigate } from '@tanstack/react-router';
import { FileUp } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import { messageOf } from '../../lib/api-client';
import { formatBytes } from '../../lib/format';
import { useSubmit } from '../../lib/use-submit';
import { Progress } from '../../ui/bar';
import { FormDialog } from '../../ui/dialog';
import { Field, FormError } from '../../ui/field';
import { useContactActions } from './contact-queries';
import { importTexts } from './contact-texts';

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { startImport } = useContactActions();
  const navigate = useNavigate();
  const [file, setFile] = useState<File | null>(null);
  const [list, setList] = useState('');
  const [sent, setSent] = useState(0);
  const { submit, isBusy, error } = useSubmit(async () => {
    if (!file) return;
    const importId = await startImport(file, list.trim(), setSent);
    onClose();
    await navigate({ to: '/contacts/imports/$importId', params: { importId } });
  });

  function choose(chosen: File) {
    setFile(chosen);
    if (!list) setList(chosen.name.replace(/\.[^.]+$/, ''));
  }

  return (
    <FormDialog
      title={importTexts.title}
      description={importTexts.description}
      onClose={onClose}
      onSubmit={submit}
      submitText={importTexts.submit}
      busyText={importTexts.busy}
      isBusy={isBusy}
      isReady={file !== null}
      error={<FormError message={error ? messageOf(error) : null} />}
    >
      <FileDrop file={file} onChoose={choose} />
      <Field label={importTexts.list} hint={importTexts.listHint} value={list} onChange={setList} />
      {isBusy && file ? (
        <Progress
          label={importTexts.uploading}
          value={sent}
          of={file.size}
          text={importTexts.progress(formatBytes(sent), formatBytes(file.size))}
        />
      ) : null}
    </FormDialog>
  );
}

function FileDrop({ file, onChoose }: { file: File | null; onChoose: (file: File) => void }) {
  const [isOver, setIsOver] = useState(false);

  function take(files: FileList | null) {
    const first = files?.[0];
    if (first) onChoose(first);
  }
  function drop(event: DragEvent) {
    event.preventDefault();
    setIsOver(false);
    take(event.dataTransfer.files);
  }

  return (
    <label
      className={isOver ? 'file-drop over' : 'file-drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <FileUp size={24} aria-hidden="true" />
      <span>
        <strong>{file ? importTexts.chosen(file.name, formatBytes(file.size)) : importTexts.choose}</strong>{' '}
        {file ? '' : importTexts.orDrop}
      </span>
      <span className="small faint">{importTexts.limit}</span>
      <input type="file" accept=".csv,.tsv,.txt,text/csv" onChange={(event) => take(event.target.files)} />
    </label>
  );
}
