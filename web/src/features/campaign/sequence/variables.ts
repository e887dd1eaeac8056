/*
 * variables: what a text can hold, and of it what belongs to the contact.
 */
export type Variable = { name: string; missing: number | null };

/** Fields of contacts: the sender's and the opt-out link are none. */
export function fieldNames(variables: Variable[]): string[] {
  return variables.filter(({ missing }) => missing !== null).map(({ name }) => name);
}
