// Closing what a test opened: each of them, in order, whatever the ones before did. An open server keeps the process alive.

/** Closes what is there by `close()`; the first error is thrown when all were tried. */
export async function closeAll(...things) {
  const errors = [];
  for (const thing of things) {
    try {
      await thing?.close();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length) throw errors[0];
}
