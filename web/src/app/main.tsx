/*
 * main: starts the pages.
 */
import '../styles/index.css';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { makeQueryClient } from '../lib/query-client';
import { followSystemTheme } from '../lib/theme';
import { Providers } from './providers';
import { makeRouter } from './router';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

followSystemTheme();
const queryClient = makeQueryClient();
const router = makeRouter(queryClient);

createRoot(root).render(
  <Providers queryClient={queryClient}>
    <RouterProvider router={router} />
  </Providers>,
);
