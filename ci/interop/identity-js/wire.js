// Looks over the library's shoulder: every request that it sends and every
// answer before it sees it. Nothing is changed on the way, but that answers are
// handed over one a turn.

import { turn } from './turn.js';

/** One observer: (operation, request, answer) => void or a promise. */
let observer = () => {};

export function observe(next) {
  observer = next;
}

const send = globalThis.fetch;

globalThis.fetch = async (resource, options) => {
  const target = options?.headers?.['X-Amz-Target'];
  if (!target) {
    return send(resource, options);
  }
  const response = await send(resource, options);
  const text = await response.clone().text();
  await observer(target.split('.')[1], JSON.parse(options.body), text ? JSON.parse(text) : {});
  await turn();
  return response;
};
