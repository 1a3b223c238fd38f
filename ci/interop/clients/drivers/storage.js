/** A store like localStorage, in memory. */
export function memoryStorage() {
  const items = new Map();
  return {
    items,
    setItem: (key, value) => items.set(key, String(value)),
    getItem: (key) => items.get(key) ?? null,
    removeItem: (key) => items.delete(key),
    clear: () => items.clear(),
  };
}
