/*
 * use-submit: one run of an action at a time, with its refusal. A double click is one action.
 */
import { useCallback, useRef, useState } from 'react';

export type Submit<Args extends unknown[]> = {
  submit: (...args: Args) => Promise<boolean>;
  isBusy: boolean;
  error: unknown;
  clear: () => void;
};

/** `submit` resolves to whether it worked; a refusal is kept in `error` until the next run. */
export function useSubmit<Args extends unknown[]>(run: (...args: Args) => Promise<unknown>): Submit<Args> {
  const isRunning = useRef(false);
  const latest = useRef(run);
  latest.current = run;
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const submit = useCallback(async (...args: Args) => {
    if (isRunning.current) return false;
    isRunning.current = true;
    setIsBusy(true);
    setError(null);
    try {
      await latest.current(...args);
      return true;
    } catch (refusal) {
      setError(refusal);
      return false;
    } finally {
      isRunning.current = false;
      setIsBusy(false);
    }
  }, []);
  const clear = useCallback(() => setError(null), []);

  return { submit, isBusy, error, clear };
}
