import { act, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ToastProvider, useToast } from './toast';

const undo = vi.fn();

function Page() {
  const toast = useToast();
  return (
    <button type="button" onClick={() => toast('ada@acme.test has been disconnected.', { label: 'Undo', run: undo })}>
      Tell
    </button>
  );
}

beforeEach(() => {
  vi.useFakeTimers();
  undo.mockReset();
  render(
    <ToastProvider>
      <Page />
    </ToastProvider>,
  );
});
afterEach(() => vi.useRealTimers());

const tell = () => fireEvent.click(screen.getByRole('button', { name: 'Tell' }));
const wait = (ms: number) => act(() => vi.advanceTimersByTime(ms));
const shown = () => screen.queryByText('ada@acme.test has been disconnected.');

test('the live region is there before any news', () => {
  expect(screen.getByRole('status').getAttribute('aria-live')).toBe('polite');
});

test('a toast stands in the live region for at least 8 seconds', () => {
  tell();

  expect(screen.getByRole('status').contains(shown())).toBe(true);
  wait(8_000);
  expect(shown()).not.toBeNull();
  wait(2_000);
  expect(shown()).toBeNull();
});

test('it stays while it is hovered', () => {
  tell();

  fireEvent.mouseEnter(shown() ?? document.body);
  wait(60_000);
  expect(shown()).not.toBeNull();
  fireEvent.mouseLeave(shown()?.parentElement ?? document.body);
  wait(10_000);
  expect(shown()).toBeNull();
});

test('its action is done once and closes it', () => {
  tell();

  fireEvent.click(screen.getByRole('button', { name: 'Undo' }));

  expect(undo).toHaveBeenCalledOnce();
  expect(shown()).toBeNull();
});
