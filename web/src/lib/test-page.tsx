/*
 * test-page: shows a part of a page in tests, with the cache, the notices and addresses around it, and a server that answers
 * from a table.
 */
import { QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import { makeQueryClient } from './query-client';

type Reply = { status?: number; body: unknown };
export type Asked = { method: string; path: string; body: unknown };

/** Answers "GET /contacts" and its kin (below /api/v1); the rest gets 404. Returns what was asked. */
export function serve(replies: Record<string, Reply>): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const path = new URL(request.url).pathname.replace('/api/v1', '');
    const text = await request.text();
    asked.push({ method: request.method, path, body: text ? JSON.parse(text) : null });
    const { status = 200, body } = replies[`${request.method} ${path}`] ?? { status: 404, body: null };
    return new Response(JSON.stringify(body), { status });
  });
  return asked;
}

export async function showPage(page: ReactNode) {
  const rootRoute = createRootRoute();
  const pageRoute = createRoute({
    getParentRoute: () => rootRoute,
    path: '/',
    component: () => (
      <main id="main">
        <h1 tabIndex={-1}>Page</h1>
        {page}
      </main>
    ),
  });
  const router = createRouter({
    routeTree: rootRoute.addChildren([pageRoute]),
    history: createMemoryHistory({ initialEntries: ['/'] }),
  });
  render(
    <QueryClientProvider client={makeQueryClient()}>
      <RouterProvider<typeof router> router={router} />
    </QueryClientProvider>,
  );
  await screen.findByText('Page'); // by its text: an open dialog hides the heading from roles
}
