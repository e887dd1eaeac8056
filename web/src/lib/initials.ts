/*
 * initials: apart from the other formats, since the first page needs no more of them.
 */

/** Two letters that stand for a person or an address. */
export function initials(name: string, address: string): string {
  const words = (name || address.split('@')[0] || address).split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? `${words[0]?.[0] ?? ''}${words.at(-1)?.[0] ?? ''}` : (words[0] ?? '').slice(0, 2);
  return letters.toUpperCase();
}
