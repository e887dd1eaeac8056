import { AlertDialog, Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** An alert asks before something happens: it takes the focus to Cancel and is not closed by a click beside it. */
  alert?: boolean;
  /** Where the focus goes when it closes; Radix loses it when a menu item opened the dialog. */
  returnFocus?: () => HTMLElement | null;
};

/** Portals go into #main, so that everything stands in a landmark. */
export function portalRoot(): HTMLElement | undefined {
  return document.getElementById('main') ?? undefined;
}

export function Dialog({ open, onClose, title, description, children, alert = false, returnFocus }: DialogProps) {
  const parts = alert ? AlertDialog : Radix;
  const giveFocusBack = (event: Event) => {
    const target = returnFocus?.();
    if (target) {
      event.preventDefault();
      target.focus();
    }
  };

  return (
    <parts.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <parts.Portal container={portalRoot()}>
        <parts.Overlay className="overlay" />
        <parts.Content
          className="dialog"
          onCloseAutoFocus={giveFocusBack}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <parts.Title asChild>
            <h2>{title}</h2>
          </parts.Title>
          {description ? (
            <parts.Description asChild>
              <div className="desc">{description}</div>
            </parts.Description>
          ) : null}
          {children}
        </parts.Content>
      </parts.Portal>
    </parts.Root>
  );
}

export const AlertCancel = AlertDialog.Cancel;
