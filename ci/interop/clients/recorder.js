// Stands between a client and the server, and keeps what passes as a HAR 1.2 document:
// clients in Node, Java and a page are recorded alike.

import { once } from 'node:events';
import { createServer, request as call } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** Those that say who calls what; the rest is of no use to a reader, and changes. */
export const REQUEST_HEADERS = ['content-type', 'user-agent', 'x-amz-target', 'x-amz-user-agent', 'authorization'];
export const ANSWER_HEADERS = ['content-type', 'x-amzn-errortype', 'x-amzn-requestid'];

/**
 * @param {string} endpoint of the server
 * @returns {Promise<{endpoint: string, har: () => object, stop: () => void}>}
 */
export async function startRecorder(endpoint) {
  const entries = [];
  const { hostname, port } = new URL(endpoint);
  const server = createServer(async (request, response) => {
    const started = new Date();
    const body = await buffer(request);
    // Host stays the client's, which signatures hold it to.
    const headers = { ...request.headers, 'accept-encoding': 'identity' };
    const passed = call({ hostname, port, method: request.method, path: request.url, headers, agent: false }).end(body);
    const [answer] = await once(passed, 'response');
    const content = await buffer(answer);
    if (request.headers['x-amz-target']) {
      entries.push(entry(request, body, answer, content, started));
    }
    response.writeHead(answer.statusCode, answer.headers).end(content);
  });
  server.keepAliveTimeout = 0; // clients that compute for seconds find their connection again
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    endpoint: `http://127.0.0.1:${server.address().port}`,
    har: () => ({ log: { version: '1.2', creator: { name: 'cogbench-interop', version: '1' }, entries } }),
    stop: () => (server.close(), server.closeAllConnections()),
  };
}

// The address is that of the machine alone: its port means nothing to a reader.
function entry(request, body, answer, content, started) {
  return {
    startedDateTime: started.toISOString(),
    time: Date.now() - started,
    request: {
      method: request.method, url: 'http://127.0.0.1/', httpVersion: 'HTTP/1.1',
      headers: listed(request.headers, REQUEST_HEADERS), queryString: [], cookies: [], headersSize: -1, bodySize: body.length,
      postData: { mimeType: request.headers['content-type'] ?? '', text: body.toString() },
    },
    response: {
      status: answer.statusCode, statusText: '', httpVersion: 'HTTP/1.1',
      headers: listed(answer.headers, ANSWER_HEADERS), cookies: [], redirectURL: '', headersSize: -1,
      bodySize: content.length,
      content: { size: content.length, mimeType: answer.headers['content-type'] ?? '', text: content.toString() },
    },
    cache: {},
    timings: { send: 0, wait: Date.now() - started, receive: 0 },
  };
}

function listed(headers, names) {
  return names.filter((name) => headers[name] !== undefined).map((name) => ({ name, value: headers[name] }));
}
