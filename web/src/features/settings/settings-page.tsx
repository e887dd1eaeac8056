/*
 * settings-page: the workspace, and keys for programs.
 */
import { Link, useParams } from '@tanstack/react-router';
import { ErrorNotice, Page } from '../../ui/page';
import { BlockSkeleton } from '../../ui/skeleton';
import { Tabs } from '../../ui/tabs';
import { ApiKeys } from './api-keys';
import { GeneralSettings } from './general-settings';
import { useSettings } from './settings-queries';
import { texts } from './settings-texts';

export function SettingsPage() {
  const { tab } = useParams({ strict: false });
  const isKeys = tab === 'api-keys';
  return (
    <Page title={texts.title} narrow>
      <Tabs label="Sections" under>
        <Link to="/settings" activeOptions={{ exact: true }}>
          {texts.tabs.general}
        </Link>
        <Link to="/settings/$tab" params={{ tab: 'api-keys' }}>
          {texts.tabs['api-keys']}
        </Link>
      </Tabs>
      {isKeys ? <ApiKeys /> : <General />}
    </Page>
  );
}

function General() {
  const settings = useSettings();
  switch (settings.status) {
    case 'pending':
      return <BlockSkeleton height={320} />;
    case 'error':
      return <ErrorNotice error={settings.error} onRetry={settings.refetch} />;
    case 'success':
      return <GeneralSettings settings={settings.data} />;
  }
}
