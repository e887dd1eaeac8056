import { act, renderHook } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { useSubmit } from './use-submit';

test('a double click is one action', async () => {
  let finish = () => {};
  const run = vi.fn(
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  );
  const { result } = renderHook(() => useSubmit(run));

  await act(async () => {
    void result.current.submit();
    void result.current.submit();
  });

  expect(run).toHaveBeenCalledTimes(1);
  expect(result.current.isBusy).toBe(true);
  await act(async () => finish());
  expect(result.current.isBusy).toBe(false);
});

test('a refusal is kept until the next run, which may work', async () => {
  const run = vi.fn().mockRejectedValueOnce(new Error('no')).mockResolvedValueOnce(undefined);
  const { result } = renderHook(() => useSubmit(run));

  await act(async () => expect(await result.current.submit()).toBe(false));
  expect(result.current.error).toEqual(new Error('no'));
  await act(async () => expect(await result.current.submit()).toBe(true));
  expect(result.current.error).toBeNull();
});
