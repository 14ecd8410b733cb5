'use strict';
// `fetch` of what needs no network: data:, blob: and, where files are allowed, file: (Fetch, 4.2
// Scheme fetch). The network is refused by name.
//
// native:
//   dataUrl(url)   [type, bytes] of a data: URL, else undefined
//   blob(url)      the blob that this thread keeps under a URL, else undefined

const { HeaderList } = require('internal/fetch/headers');
const { unsupported } = require('internal/errors');

exports.fetch = function fetch(input, init = undefined) {
  return run(input, init);
};

async function run(input, init) {
  const { Request, stateOf } = require('internal/fetch/request');
  const state = stateOf(new Request(input, init));
  const { signal } = state;
  if (signal.aborted) throw signal.reason;
  const url = new URL(state.url);
  url.hash = '';
  const reply = await answer(url, state);
  if (signal.aborted) throw signal.reason;
  const { responseOf } = require('internal/fetch/response');
  const { ofBytes } = require('internal/fetch/body');
  const headers = new HeaderList();
  for (const [name, value] of reply.headers) headers.append(name, value);
  const body = state.method === 'HEAD' ? null : reply.blob === undefined ? ofBytes(reply.bytes)
    : { stream: undefined, source: reply.blob, length: reply.blob.size };
  return responseOf({
    type: 'basic', url: state.url, status: reply.status ?? 200, statusText: reply.statusText ?? 'OK', headers, body,
    guard: 'immutable',
  });
}

const failed = (why) => new TypeError('fetch failed', { cause: typeof why === 'string' ? new Error(why) : why });

function answer(url, request) {
  switch (url.protocol) {
    case 'data:': return ofData(url);
    case 'blob:': return ofBlob(url, request);
    case 'file:': return ofFile(url, request);
    case 'http:':
    case 'https:':
    case 'ws:':
    case 'wss:':
      throw failed(unsupported(`The network (${url.protocol} in fetch)`, 'there are data:, blob: and file: URLs'));
    case 'about:': throw failed('about scheme is not supported');
    default: throw failed('unknown scheme');
  }
}

function ofData(url) {
  const found = native.dataUrl(url.href);
  if (found === undefined) throw failed('failed to fetch the data URL');
  const [type, bytes] = found;
  return { headers: [['content-type', type]], bytes };
}

function ofBlob(url, { method, headers }) {
  const blob = native.blob(url.href);
  if (method !== 'GET' || blob === undefined) throw failed('invalid method');
  const range = headers.get('range');
  if (range === null) {
    return { blob, headers: [['content-length', `${blob.size}`], ['content-type', blob.type]] };
  }
  // 4.2, blob, with a range: `bytes=1-3`, `bytes=1-` or `bytes=-3`.
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  if (from === undefined || (from === '' && to === '')) throw failed('failed to fetch the data URL');
  const start = from === '' ? Math.max(0, blob.size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? blob.size - 1 : Math.min(Number(to), blob.size - 1);
  if (start >= blob.size || start > end) throw failed('Range start is greater than the blob\'s size.');
  const part = blob.slice(start, end + 1, blob.type);
  return {
    blob: part,
    status: 206,
    statusText: 'Partial Content',
    headers: [
      ['content-length', `${part.size}`], ['content-type', blob.type],
      ['content-range', `bytes ${start}-${end}/${blob.size}`],
    ],
  };
}

async function ofFile(url, { method }) {
  if (method !== 'GET' && method !== 'HEAD') throw failed('invalid method');
  const { readFile } = require('fs/promises');
  let bytes;
  try {
    bytes = await readFile(url);
  } catch (error) {
    throw failed(error);
  }
  return { bytes: new Uint8Array(bytes), headers: [['content-length', `${bytes.length}`]] };
}
