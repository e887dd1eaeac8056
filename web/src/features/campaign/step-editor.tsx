import { ArrowDown, ArrowUp, Eye, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import { Button, IconButton } from '../../ui/button';
import { Field, Select, TextArea } from '../../ui/field';
import { stepTexts } from './campaign-texts';

export type StepDraft = {
  key: string;
  id?: string;
  subject: string;
  body: string;
  delay: string;
  unit: 'days' | 'hours';
};

type StepEditorProps = {
  draft: StepDraft;
  position: number;
  isLast: boolean;
  mayEdit: boolean;
  mayPreview: boolean;
  errors: Record<string, string>;
  onChange: (draft: StepDraft) => void;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
  onPreview: () => void;
};

export function StepEditor(props: StepEditorProps) {
  const { draft, position, mayEdit, errors, onChange } = props;
  const body = useRef<HTMLTextAreaElement>(null);
  const set = (change: Partial<StepDraft>) => onChange({ ...draft, ...change });

  /** Puts a variable where the cursor is, and the cursor behind it. */
  function insert(variable: string) {
    const text = `{{ ${variable} }}`;
    const area = body.current;
    const from = area?.selectionStart ?? draft.body.length;
    const to = area?.selectionEnd ?? from;
    set({ body: draft.body.slice(0, from) + text + draft.body.slice(to) });
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(from + text.length, from + text.length);
    });
  }

  return (
    <li className="card padded">
      <StepHead {...props} />
      <fieldset className="stack" disabled={!mayEdit}>
        <legend className="visually-hidden">{stepTexts.step(position)}</legend>
        {position > 1 ? <Delay draft={draft} error={errors.delay_days ?? errors.delay_hours} onChange={set} /> : null}
        <Field
          label={stepTexts.subject}
          value={draft.subject}
          onChange={(subject) => set({ subject })}
          hint={position > 1 ? stepTexts.subjectHint : undefined}
          error={errors.subject}
        />
        <TextArea
          ref={body}
          label={stepTexts.body}
          rows={8}
          value={draft.body}
          onChange={(text) => set({ body: text })}
          hint={`${stepTexts.words(wordsOf(draft.body))}, ${stepTexts.advised}`}
          error={errors.body_text}
        />
        {mayEdit ? <Variables onInsert={insert} /> : null}
      </fieldset>
    </li>
  );
}

function wordsOf(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}

function StepHead({ draft, position, isLast, mayEdit, mayPreview, onMove, onRemove, onPreview }: StepEditorProps) {
  return (
    <div className="card-head">
      <div>
        <h2>{stepTexts.step(position)}</h2>
        {position === 1 ? <p className="small faint">{stepTexts.first}</p> : null}
      </div>
      <div className="cluster">
        {draft.id ? (
          <Button slim onClick={onPreview} disabled={!mayPreview}>
            <Eye size={16} aria-hidden="true" /> {stepTexts.preview}
          </Button>
        ) : null}
        {mayEdit ? (
          <>
            <IconButton
              label={stepTexts.up(position)}
              icon={<ArrowUp size={16} />}
              disabled={position === 1}
              onClick={() => onMove(-1)}
            />
            <IconButton
              label={stepTexts.down(position)}
              icon={<ArrowDown size={16} />}
              disabled={isLast}
              onClick={() => onMove(1)}
            />
            <IconButton label={stepTexts.remove(position)} icon={<Trash2 size={16} />} onClick={onRemove} />
          </>
        ) : null}
      </div>
    </div>
  );
}

type DelayProps = { draft: StepDraft; error: string | undefined; onChange: (change: Partial<StepDraft>) => void };

function Delay({ draft, error, onChange }: DelayProps) {
  return (
    <div className="two">
      <Field
        label={stepTexts.delay}
        type="number"
        min={0}
        step="any"
        value={draft.delay}
        onChange={(delay) => onChange({ delay })}
        error={error}
      />
      <Select
        label={stepTexts.unit}
        value={draft.unit}
        onChange={(unit) => onChange({ unit })}
        options={[
          ['days', stepTexts.days],
          ['hours', stepTexts.hours],
        ]}
      />
    </div>
  );
}

function Variables({ onInsert }: { onInsert: (variable: string) => void }) {
  return (
    <fieldset className="chips" aria-label={stepTexts.insert}>
      {stepTexts.variables.map((variable) => (
        <button key={variable} type="button" className="chip" onClick={() => onInsert(variable)}>
          <span className="visually-hidden">{stepTexts.insert}</span> {variable}
        </button>
      ))}
    </fieldset>
  );
}
