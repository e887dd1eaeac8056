/*
 * toast: short news in a polite live region that is on the page from the start. A toast stays at least 8 seconds, and for as
 * long as it is hovered or focused.
 */
import { X } from 'lucide-react';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';

const SHOWN_MS = 9_000;
const MOST = 3;

type Toast = { id: number; text: string; action?: { label: string; run: () => void } | undefined };
type ShowToast = (text: string, action?: Toast['action']) => void;

const ToastContext = createContext<ShowToast>(() => {});

export function useToast(): ShowToast {
  return useContext(ToastContext);
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const nextId = useRef(1);
  const show = useCallback<ShowToast>((text, action) => {
    const id = nextId.current;
    nextId.current += 1;
    setToasts((shown) => [...shown.slice(1 - MOST), { id, text, action }]);
  }, []);
  const dismiss = useCallback((id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)), []);

  return (
    <ToastContext value={show}>
      {children}
      <section className="toaster" aria-label="Notices">
        <div role="status" aria-live="polite" aria-atomic="false" aria-relevant="additions" className="stack tight">
          {toasts.map((toast) => (
            <ToastItem key={toast.id} toast={toast} onDismiss={dismiss} />
          ))}
        </div>
      </section>
    </ToastContext>
  );
}

function ToastItem({ toast, onDismiss }: { toast: Toast; onDismiss: (id: number) => void }) {
  const [isRead, setIsRead] = useState(false);
  const { id, text, action } = toast;
  useEffect(() => {
    if (isRead) return;
    const timer = setTimeout(() => onDismiss(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isRead, id, onDismiss]);

  function act() {
    action?.run();
    onDismiss(id);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the handlers only keep it on screen while it is read
    <div
      className="toast"
      onMouseEnter={() => setIsRead(true)}
      onMouseLeave={() => setIsRead(false)}
      onFocus={() => setIsRead(true)}
      onBlur={() => setIsRead(false)}
    >
      <p>{text}</p>
      {action ? (
        <button type="button" className="toast-action" onClick={act}>
          {action.label}
        </button>
      ) : null}
      <button type="button" aria-label="Dismiss" onClick={() => onDismiss(id)}>
        <X size={16} />
      </button>
    </div>
  );
}
