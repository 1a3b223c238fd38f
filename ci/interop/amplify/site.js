// The server that the page comes from, on an origin of its own. It hands the page what
// a person would bring, and hears what the page saw.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/**
 * @param {string} script of the page
 * @param {import('./pool.js').Pool} pool
 * @param {(seen: {visit: number, what: string, got: unknown, want: unknown}) => void} compare
 * @returns {Promise<{address: string, ended: Promise<string | undefined>, close: () => void}>}
 *   ended tells why the page could not go on, nothing if it came to its end
 */
export async function openSite(script, pool, compare) {
  let end;
  const ended = new Promise((resolve) => (end = resolve));
  const answers = {
    '/pool': () => pool,
    '/code': ({ secret }) => pool.code(secret),
    '/compare': (seen) => (compare(seen), {}),
    '/end': ({ error }) => (end(error), {}),
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://site');
    const answer = answers[pathname];
    try {
      if (answer) {
        send(response, 'application/json', JSON.stringify(await answer(JSON.parse((await text(request)) || '{}'))));
      } else if (pathname === '/page.js') {
        send(response, 'text/javascript', script);
      } else {
        send(response, 'text/html', '<!doctype html><title>Amplify</title><script type="module" src="/page.js"></script>');
      }
    } catch (error) {
      end(`${pathname}: ${error.message}`);
      response.writeHead(500).end();
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    ended,
    close: () => (server.close(), server.closeAllConnections()),
  };
}

function send(response, type, body) {
  response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8` }).end(body);
}
