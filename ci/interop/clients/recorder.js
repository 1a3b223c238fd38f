// Stands between a client and the server, and keeps what passes as a HAR 1.2 document:
// clients in Node, Java and a page are recorded alike.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

// Those that say who calls what; the rest is of no use to a reader, and changes.
const REQUEST_HEADERS = ['content-type', 'user-agent', 'x-amz-target', 'x-amz-user-agent', 'authorization'];
const ANSWER_HEADERS = ['content-type', 'x-amzn-errortype', 'x-amzn-requestid'];
const NOT_PASSED_ON = ['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive', 'accept-encoding'];

/**
 * @param {string} endpoint of the server
 * @returns {Promise<{endpoint: string, har: () => object, stop: () => void}>}
 */
export async function startRecorder(endpoint) {
  const entries = [];
  const server = createServer(async (request, response) => {
    const started = new Date();
    const body = await buffer(request);
    const answer = await fetch(new URL(request.url, endpoint), {
      method: request.method, headers: without(request.headers, NOT_PASSED_ON), body: body.length ? body : undefined,
    });
    const content = Buffer.from(await answer.arrayBuffer());
    if (request.headers['x-amz-target']) {
      entries.push(entry(request, body, answer, content, started));
    }
    response.writeHead(answer.status, without(Object.fromEntries(answer.headers), NOT_PASSED_ON)).end(content);
  });
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
      status: answer.status, statusText: '', httpVersion: 'HTTP/1.1',
      headers: listed(Object.fromEntries(answer.headers), ANSWER_HEADERS), cookies: [], redirectURL: '', headersSize: -1,
      bodySize: content.length,
      content: { size: content.length, mimeType: answer.headers.get('content-type') ?? '', text: content.toString() },
    },
    cache: {},
    timings: { send: 0, wait: Date.now() - started, receive: 0 },
  };
}

function listed(headers, names) {
  return names.filter((name) => headers[name] !== undefined).map((name) => ({ name, value: headers[name] }));
}

function without(headers, names) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}
