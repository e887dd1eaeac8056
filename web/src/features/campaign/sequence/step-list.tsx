/*
 * step-list: the steps from top to bottom. The one that is open is moved with Alt and the arrow keys, by its buttons, or by
 * dragging.
 */
import { ArrowDown, ArrowUp, Lock, Paperclip, Plus, Trash2 } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, useState } from 'react';
import { Button, IconButton } from '../../../ui/button';
import { attachmentTexts } from './attachment-texts';
import { carriedBy } from './attachments';
import { labelOf, toInline } from './document';
import { MOST_STEPS, type StepDraft } from './drafts';
import { sequenceTexts as texts } from './sequence-texts';

type StepListProps = {
  drafts: StepDraft[];
  open: number;
  mayEdit: boolean;
  /** Emails of a step that have gone out; such a step stays where it is. */
  sentOf: (draft: StepDraft) => number;
  isWrong: (at: number) => boolean;
  onOpen: (at: number) => void;
  onMove: (from: number, to: number) => void;
  onRemove: (at: number) => void;
  onAdd: () => void;
};

export function StepList(props: StepListProps) {
  const { drafts, open, mayEdit, sentOf, onMove, onAdd } = props;
  const [dragged, setDragged] = useState<number | null>(null);
  const isLocked = (at: number) => sentOf(drafts[at] as StepDraft) > 0;
  const mayMove = (from: number, to: number) =>
    mayEdit && to >= 0 && to < drafts.length && !range(from, to).some(isLocked);

  function dropOn(at: number) {
    if (dragged !== null && dragged !== at && mayMove(dragged, at)) onMove(dragged, at);
    setDragged(null);
  }
  function move(event: KeyboardEvent, at: number) {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (!event.altKey || by === 0) return;
    event.preventDefault();
    if (mayMove(at, at + by)) onMove(at, at + by);
  }

  return (
    <nav className="step-list" aria-label={texts.steps}>
      <ol>
        {drafts.map((draft, at) => (
          <StepEntry
            key={draft.key}
            {...props}
            draft={draft}
            at={at}
            isLocked={isLocked(at)}
            isOver={dragged !== null && dragged !== at}
            mayMove={(to) => mayMove(at, to)}
            onKeyDown={(event) => move(event, at)}
            onDragStart={() => setDragged(at)}
            onDrop={() => dropOn(at)}
            isOpen={at === open}
          />
        ))}
      </ol>
      {mayEdit && drafts.length < MOST_STEPS ? (
        <Button onClick={onAdd}>
          <Plus size={16} aria-hidden="true" /> {drafts.length === 0 ? texts.addFirst : texts.add}
        </Button>
      ) : null}
      {mayEdit && drafts.length >= MOST_STEPS ? <p className="small faint">{texts.most}</p> : null}
      {mayEdit && drafts.length > 1 ? <p className="small faint hide-touch">{texts.keys}</p> : null}
    </nav>
  );
}

function range(from: number, to: number): number[] {
  const [low, high] = from < to ? [from, to] : [to, from];
  return Array.from({ length: high - low + 1 }, (_, i) => low + i);
}

type StepEntryProps = StepListProps & {
  draft: StepDraft;
  at: number;
  isOpen: boolean;
  isLocked: boolean;
  isOver: boolean;
  mayMove: (to: number) => boolean;
  onKeyDown: (event: KeyboardEvent) => void;
  onDragStart: () => void;
  onDrop: () => void;
};

function StepEntry(props: StepEntryProps) {
  const { draft, at, isOpen, isLocked, mayEdit, isWrong, onOpen, sentOf } = props;
  const subject = draft.subject.trim() || (at === 0 ? texts.noSubject : texts.sameThread);
  const sent = sentOf(draft);
  const files = carriedBy(draft).length;
  const drag =
    mayEdit && !isLocked
      ? {
          draggable: true,
          onDragStart: props.onDragStart,
          onDragOver: (event: DragEvent) => event.preventDefault(),
          onDrop: props.onDrop,
        }
      : {};

  return (
    <li className={`step-entry${isOpen ? ' open' : ''}${props.isOver ? ' target' : ''}`} {...drag}>
      <button
        type="button"
        className="step-open"
        aria-current={isOpen ? 'step' : undefined}
        data-step={at}
        onClick={() => onOpen(at)}
        onKeyDown={props.onKeyDown}
      >
        <span className={isWrong(at) ? 'step-number wrong' : 'step-number'}>
          <span className="visually-hidden">{texts.stepWord} </span>
          {at + 1}
          {isWrong(at) ? <span className="visually-hidden"> {texts.isWrong}</span> : null}
        </span>
        <span className="step-words">
          <strong>{plainly(subject)}</strong>
          <small>{at === 0 ? texts.first : texts.later(draft)}</small>
          {files > 0 ? (
            <small>
              <Paperclip size={12} aria-hidden="true" /> {attachmentTexts.count(files)}
            </small>
          ) : null}
          {sent > 0 ? (
            <small>
              <Lock size={12} aria-hidden="true" /> {texts.sent(sent)}
            </small>
          ) : null}
        </span>
      </button>
      {isOpen && mayEdit && !isLocked ? <StepMoves {...props} /> : null}
    </li>
  );
}

/** Of placeholders what they show. */
function plainly(subject: string): string {
  return toInline(subject)
    .map((piece) =>
      piece.type === 'text' ? piece.text : piece.type === 'placeholder' ? `[${labelOf(piece.attrs.source)}]` : '',
    )
    .join('');
}

function StepMoves({ at, mayMove, onMove, onRemove }: StepEntryProps) {
  return (
    <div className="step-moves">
      <IconButton
        label={texts.up(at + 1)}
        icon={<ArrowUp size={16} />}
        disabled={!mayMove(at - 1)}
        onClick={() => onMove(at, at - 1)}
      />
      <IconButton
        label={texts.down(at + 1)}
        icon={<ArrowDown size={16} />}
        disabled={!mayMove(at + 1)}
        onClick={() => onMove(at, at + 1)}
      />
      <IconButton label={texts.remove(at + 1)} icon={<Trash2 size={16} />} onClick={() => onRemove(at)} />
    </div>
  );
}
