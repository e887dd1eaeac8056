import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectEvents } from './events';

class Stream extends EventTarget {
  static latest: Stream;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  isClosed = false;
  constructor(readonlyUrl: string) {
    super();
    expect(readonlyUrl).toBe('/api/v1/events');
    Stream.latest = this;
  }
  close() {
    this.isClosed = true;
  }
}

let queryClient: QueryClient;
let stale: unknown[];

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', Stream);
  queryClient = new QueryClient();
  stale = [];
  vi.spyOn(queryClient, 'invalidateQueries').mockImplementation(async (filter) => {
    stale.push(filter?.queryKey?.[0] ?? 'everything');
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const tell = (type: string) => Stream.latest.dispatchEvent(new Event(type));

test('many events make a topic stale once', () => {
  connectEvents(queryClient, () => {});

  for (let i = 0; i < 50; i += 1) tell('send.sent');
  vi.advanceTimersByTime(1_000);

  expect(stale.sort()).toEqual(['campaigns', 'mailboxes']);
});

test('nothing is asked again before the events are gathered', () => {
  connectEvents(queryClient, () => {});

  tell('mailbox.changed');

  expect(stale).toEqual([]);
});

test('after a lost stream everything is asked again, once it is back', () => {
  const lives: boolean[] = [];
  connectEvents(queryClient, (isLive) => lives.push(isLive));

  Stream.latest.onopen?.();
  expect(stale).toEqual([]);
  Stream.latest.onerror?.();
  Stream.latest.onopen?.();

  expect(lives).toEqual([true, false, true]);
  expect(stale).toEqual(['everything']);
});

test('a closed one tells no more', () => {
  const close = connectEvents(queryClient, () => {});

  tell('contact.changed');
  close();
  vi.advanceTimersByTime(1_000);

  expect(Stream.latest.isClosed).toBe(true);
  expect(stale).toEqual([]);
});
