/*
 * router: the addresses, and which page each opens. Pages load when they are first opened.
 */
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { doorQuery, meQuery } from '../features/session/session-queries';
import { ErrorNotice, Page } from '../ui/page';
import { Layout } from './layout';
import {
  campaignSearch,
  campaignsSearch,
  contactsSearch,
  loginSearch,
  mailboxesSearch,
  setupSearch,
  suppressionSearch,
} from './search';

const NotFound = lazyRouteComponent(() => import('./not-found'), 'NotFound');

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  notFoundComponent: NotFound,
  errorComponent: Failed,
});

function Failed({ error }: ErrorComponentProps) {
  return (
    <Page title="Outrider">
      <ErrorNotice error={error} onRetry={() => location.reload()} />
    </Page>
  );
}

/** Lets in who is signed in; shows the others to the door, and remembers where they wanted to go. */
async function requireSession(queryClient: QueryClient, wanted: string) {
  if (queryClient.getQueryData(meQuery.queryKey)) return;
  const door = await queryClient.fetchQuery(doorQuery);
  if (door.needed) throw redirect({ to: '/setup' });
  if (!door.signed_in) throw redirect({ to: '/login', search: { next: wanted === '/mailboxes' ? undefined : wanted } });
  await queryClient.ensureQueryData(meQuery);
}

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/mailboxes' });
  },
});

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: loginSearch,
  component: lazyRouteComponent(() => import('../features/session/login-page'), 'LoginPage'),
});

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: setupSearch,
  component: lazyRouteComponent(() => import('../features/session/setup-page'), 'SetupPage'),
});

const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: ({ context, location }) => requireSession(context.queryClient, location.href),
  component: Layout,
  notFoundComponent: NotFound,
});

const mailboxesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/mailboxes',
  validateSearch: mailboxesSearch,
  component: lazyRouteComponent(() => import('../features/mailbox/mailbox-list-page'), 'MailboxListPage'),
});

const mailboxPage = lazyRouteComponent(() => import('../features/mailbox/mailbox-page'), 'MailboxPage');
const mailboxRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/mailboxes/$mailboxId',
  component: mailboxPage,
});
const mailboxTabRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/mailboxes/$mailboxId/$tab',
  component: mailboxPage,
});

const campaignsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/campaigns',
  validateSearch: campaignsSearch,
  component: lazyRouteComponent(() => import('../features/campaign/campaign-list-page'), 'CampaignListPage'),
});

const campaignPage = lazyRouteComponent(() => import('../features/campaign/campaign-page'), 'CampaignPage');
const campaignRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/campaigns/$campaignId',
  component: campaignPage,
});
const campaignTabRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/campaigns/$campaignId/$tab',
  validateSearch: campaignSearch,
  component: campaignPage,
});

const contactsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/contacts',
  validateSearch: contactsSearch,
  component: lazyRouteComponent(() => import('../features/contact/contact-list-page'), 'ContactListPage'),
});

const contactRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/contacts/$contactId',
  component: lazyRouteComponent(() => import('../features/contact/contact-page'), 'ContactPage'),
});

const importsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/contacts/imports',
  component: lazyRouteComponent(() => import('../features/contact/import-list-page'), 'ImportListPage'),
});

const importRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/contacts/imports/$importId',
  component: lazyRouteComponent(() => import('../features/contact/import-page'), 'ImportPage'),
});

const decisionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/decisions',
  component: lazyRouteComponent(() => import('../features/decision/decision-page'), 'DecisionPage'),
});

const suppressionRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/do-not-contact',
  validateSearch: suppressionSearch,
  component: lazyRouteComponent(() => import('../features/suppression/suppression-page'), 'SuppressionPage'),
});

const settingsPage = lazyRouteComponent(() => import('../features/settings/settings-page'), 'SettingsPage');
const settingsRoute = createRoute({ getParentRoute: () => shellRoute, path: '/settings', component: settingsPage });
const settingsTabRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings/$tab',
  component: settingsPage,
});

const routeTree = rootRoute.addChildren([
  indexRoute,
  loginRoute,
  setupRoute,
  shellRoute.addChildren([
    mailboxesRoute,
    mailboxRoute,
    mailboxTabRoute,
    campaignsRoute,
    campaignRoute,
    campaignTabRoute,
    contactsRoute,
    contactRoute,
    importsRoute,
    importRoute,
    decisionsRoute,
    suppressionRoute,
    settingsRoute,
    settingsTabRoute,
  ]),
]);

export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultPendingMs: 150,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
