/*
 * not-found: an address that no page has.
 */
import { Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { Empty, Page } from '../ui/page';

export function NotFound() {
  return (
    <Page title="Not found">
      <Empty
        icon={<SearchX size={28} />}
        title="There is no such page"
        text="The address may be mistyped, or what it named is gone."
      >
        <Link className="btn" to="/mailboxes">
          Go to Mailboxes
        </Link>
      </Empty>
    </Page>
  );
}
