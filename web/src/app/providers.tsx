/*
 * providers: what every page stands in: the cache, the live updates, the notices.
 */
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ToastProvider } from '../ui/toast';
import { RouteAnnouncer } from './route-announcer';

type ProvidersProps = { queryClient: QueryClient; children: ReactNode };

export function Providers({ queryClient, children }: ProvidersProps) {
  return (
    <QueryClientProvider client={queryClient}>
      <ToastProvider>{children}</ToastProvider>
      <RouteAnnouncer />
    </QueryClientProvider>
  );
}
