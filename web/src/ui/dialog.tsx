/*
 * dialog: one question or form over the page.
 *
 * It stands in #main, so that everything is in a landmark. On closing, the focus goes back to what opened it, or to the page's
 * heading when that is gone. A click beside it never closes it: typed words are not lost by a slip.
 */
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
import { Button, IconButton } from './button';

type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** An alert asks before something happens and takes the focus to what has `data-autofocus`: its Cancel. */
  alert?: boolean;
  wide?: boolean;
  /** While its action runs it cannot be closed. */
  isBusy?: boolean;
  /** Where the focus goes when it closes, instead of to what opened it. */
  returnFocus?: () => HTMLElement | null;
};

export function portalRoot(): HTMLElement | undefined {
  return document.getElementById('main') ?? undefined;
}

function heading(): HTMLElement | null {
  return document.querySelector<HTMLElement>('#main h1');
}

const SETTLED_MS = 3_000;

/** What opened the dialog may go with the next answer of the server: a removed row. Then the heading takes the focus. */
function keepFocusOnPage(target: HTMLElement) {
  const observer = new MutationObserver(() => {
    if (target.isConnected) return;
    observer.disconnect();
    if (document.activeElement === document.body) heading()?.focus();
  });
  observer.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => observer.disconnect(), SETTLED_MS);
}

export function Dialog({ open, onClose, title, description, children, alert, wide, isBusy, returnFocus }: DialogProps) {
  const opener = useRef<Element | null>(null);
  const content = useRef<HTMLDivElement>(null);
  // Chosen once: to move an open dialog is to make it anew, and what was typed in it is gone.
  const container = useRef<HTMLElement | undefined | null>(null);
  if (open && container.current === null) container.current = portalRoot();

  function takeFocus(event: Event) {
    opener.current = document.activeElement;
    const wanted = content.current?.querySelector<HTMLElement>('[data-autofocus]');
    if (!wanted) return;
    event.preventDefault();
    wanted.focus();
  }
  function giveFocusBack(event: Event) {
    event.preventDefault();
    const before = opener.current instanceof HTMLElement && opener.current.isConnected ? opener.current : null;
    const target = returnFocus?.() ?? (before === document.body ? null : before) ?? heading();
    target?.focus();
    if (target) keepFocusOnPage(target);
  }

  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && !isBusy && onClose()}>
      <Radix.Portal container={container.current}>
        <Radix.Overlay className="scrim" />
        <Radix.Content
          ref={content}
          role={alert ? 'alertdialog' : 'dialog'}
          aria-modal="true"
          className={`dialog${wide ? ' wide' : ''}`}
          data-overlay
          onOpenAutoFocus={takeFocus}
          onCloseAutoFocus={giveFocusBack}
          onInteractOutside={(event) => event.preventDefault()}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <div className="dialog-body">
            <div className="dialog-head">
              <Radix.Title>{title}</Radix.Title>
              {description ? <Radix.Description>{description}</Radix.Description> : null}
            </div>
            {children}
          </div>
          {alert ? null : (
            <div className="dialog-close">
              <IconButton label="Close" icon={<X size={16} />} disabled={isBusy ?? false} onClick={onClose} />
            </div>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function DialogFoot({ children }: { children: ReactNode }) {
  return <div className="dialog-foot">{children}</div>;
}

type FormDialogProps = Omit<DialogProps, 'open'> & {
  onSubmit: () => void;
  submitText: string;
  busyText: string;
  cancelText?: string;
  error?: ReactNode;
  isReady?: boolean;
};

/** A dialog that is a form: fields, its refusal, Cancel and the one thing it does. */
export function FormDialog({
  onSubmit,
  submitText,
  busyText,
  cancelText = 'Cancel',
  error,
  isReady = true,
  ...dialog
}: FormDialogProps) {
  const form = useRef<HTMLFormElement>(null);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (isReady && !dialog.isBusy) onSubmit();
  }
  // A refused form shows where.
  useEffect(() => {
    if (!dialog.isBusy) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [dialog.isBusy]);

  return (
    <Dialog {...dialog} open>
      <form ref={form} className="stack" noValidate onSubmit={submit}>
        {dialog.children}
        {error}
        <DialogFoot>
          <Button onClick={dialog.onClose} disabled={dialog.isBusy ?? false}>
            {cancelText}
          </Button>
          <Button look="primary" type="submit" disabled={!isReady} busyText={dialog.isBusy ? busyText : false}>
            {submitText}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
