import type { Contact } from '../../lib/schema';

/** "Ada Osei", or "" when no name is known. */
export function nameOf(contact: Contact): string {
  return [contact.first_name, contact.last_name].filter(Boolean).join(' ');
}
