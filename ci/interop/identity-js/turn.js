// The library computes for a quarter of a second at a time, in the thread that
// also sends and receives. Users side by side must take turns, or a request
// would wait for the sums of all others, longer than a server waits for it.

let last = Promise.resolve();

/** Resolves in a turn of the event loop of its own, in the order of the calls. */
export function turn() {
  last = last.then(() => new Promise(setImmediate));
  return last;
}
