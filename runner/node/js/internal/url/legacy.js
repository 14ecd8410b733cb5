// url.parse, url.format and url.resolve: the forgiving parser that Node had before WHATWG URL.
// It must never be used where a decision depends on a URL's host.
//
// native: none.

const { nodeError } = require('internal/errors');
const { domainToASCII, domainToUnicode, URL } = require('url');

// Schemes whose URLs have a host after two slashes, and a path even when none is written.
const WITH_HOST = new Set(['http', 'https', 'ftp', 'gopher', 'file', 'ws', 'wss']);
const WITHOUT_HOST = new Set(['javascript']);
const ESCAPES = /[\t\n\r "'<>\\^`{|}]/g;

const escapeChars = (text) =>
  text.replace(ESCAPES, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);

exports.emptyUrl = () => ({
  protocol: null, slashes: null, auth: null, host: null, port: null, hostname: null, hash: null,
  search: null, query: null, pathname: null, path: null, href: null,
});

exports.parse = function parse(url, parseQuery = false, slashesDenoteHost = false) {
  if (typeof url !== 'string') throw nodeError('ERR_INVALID_ARG_TYPE', 'url', 'string', url);
  const result = exports.emptyUrl();
  const input = url;
  let rest = url.trim();
  // Backslashes before the query count as slashes.
  const cut = rest.search(/[?#]/);
  rest = cut < 0 ? rest.replaceAll('\\', '/') : rest.slice(0, cut).replaceAll('\\', '/') + rest.slice(cut);

  const scheme = /^([a-z0-9.+-]+):/i.exec(rest)?.[1].toLowerCase();
  if (scheme !== undefined) {
    result.protocol = `${scheme}:`;
    rest = rest.slice(scheme.length + 1);
  }
  const special = WITH_HOST.has(scheme);
  if (rest.startsWith('//') && !WITHOUT_HOST.has(scheme) && (scheme !== undefined || slashesDenoteHost || /^\/\/[^@/]+@[^@/]+/.test(rest))) {
    result.slashes = true;
    rest = rest.slice(2);
  }
  if (!WITHOUT_HOST.has(scheme) && (result.slashes || (scheme !== undefined && !special))) {
    rest = takeHost(result, rest, input, special);
  }
  if (!WITHOUT_HOST.has(scheme)) rest = escapeChars(rest);
  splitTail(result, rest, parseQuery);
  if (special && result.hostname && !result.pathname) result.pathname = '/';
  if (result.pathname !== null || result.search !== null) {
    result.path = `${result.pathname ?? ''}${result.search ?? ''}`;
  }
  result.href = exports.formatObject(result);
  return result;
};

function takeHost(result, rest, input, special) {
  const end = rest.search(/[/?#]/);
  let authority = end < 0 ? rest : rest.slice(0, end);
  let tail = end < 0 ? '' : rest.slice(end);
  const at = authority.lastIndexOf('@');
  if (at >= 0) {
    result.auth = decodeURIComponent(authority.slice(0, at));
    authority = authority.slice(at + 1);
  }
  const stop = authority.search(/[\t\n\r "%';<>\\^`{|}]/);
  if (stop >= 0) {
    tail = authority.slice(stop) + tail;
    authority = authority.slice(0, stop);
  }
  const port = /:([^:\]]*)$/.exec(authority);
  if (port !== null && !(authority.startsWith('[') && !authority.includes(']'))) {
    if (/[^0-9]/.test(port[1])) throw invalidPort(input);
    result.port = port[1] === '' ? null : port[1];
    authority = authority.slice(0, port.index);
  }
  let hostname = authority.toLowerCase();
  const literal = hostname.startsWith('[') && hostname.endsWith(']');
  if (!literal && hostname !== '') {
    const ascii = /[^\0-\x7f]/.test(hostname) ? domainToASCII(hostname) : hostname;
    if (ascii === '') throw invalidUrl(input);
    hostname = ascii;
  }
  result.hostname = literal ? hostname.slice(1, -1) : hostname;
  result.host = hostname + (result.port === null ? '' : `:${result.port}`);
  if (special && tail === '') return '/';
  return tail;
}

function invalidPort(input) {
  return nodeError('ERR_INVALID_ARG_VALUE', 'url', 'Invalid port in url', input);
}

function invalidUrl(input) {
  const { codedError } = require('internal/errors');
  return Object.assign(codedError('TypeError', 'ERR_INVALID_URL', 'Invalid URL'), { input });
}

function splitTail(result, rest, parseQuery) {
  const hash = rest.indexOf('#');
  if (hash >= 0) {
    result.hash = rest.slice(hash);
    rest = rest.slice(0, hash);
  }
  const question = rest.indexOf('?');
  if (question >= 0) {
    result.search = rest.slice(question);
    result.query = rest.slice(question + 1);
    rest = rest.slice(0, question);
  } else if (parseQuery) {
    result.search = null;
    result.query = '';
  }
  if (parseQuery) result.query = require('querystring').parse(result.query);
  if (rest !== '') result.pathname = rest;
}

exports.format = function format(url, options) {
  if (typeof url === 'string') return exports.formatObject(exports.parse(url));
  if (typeof url !== 'object' || url === null) {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'urlObject', ['Object', 'string'], url);
  }
  return url instanceof URL ? formatUrl(url, options) : exports.formatObject(url);
};

function formatUrl(url, options = {}) {
  const { fragment = true, unicode = false, search = true, auth = true } = options ?? {};
  const { protocol, username, password, host, port, hostname, pathname } = url;
  const authority = url.href.slice(protocol.length).startsWith('//');
  let text = protocol + (authority ? '//' : '');
  if (auth && (username || password)) text += `${username}${password ? `:${password}` : ''}@`;
  text += unicode ? domainToUnicode(hostname) + (port ? `:${port}` : '') : host;
  return text + pathname + (search ? url.search : '') + (fragment ? url.hash : '');
}

exports.formatObject = function formatObject(url) {
  let { protocol = '', pathname = '', hash = '', search = '' } = url;
  protocol ||= '';
  pathname ||= '';
  hash ||= '';
  let auth = url.auth ? `${encodeURIComponent(url.auth).replace(/%3A/i, ':')}@` : '';
  let host = '';
  if (url.host) {
    host = auth + url.host;
  } else if (url.hostname) {
    const { hostname } = url;
    host = auth + (hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname);
    if (url.port) host += `:${url.port}`;
  }
  let query = '';
  if (url.query !== null && typeof url.query === 'object') query = require('querystring').stringify(url.query);
  search = url.search || (query && `?${query}`) || '';
  if (protocol && !protocol.endsWith(':')) protocol += ':';
  pathname = pathname.replace(/[?#]/g, (char) => (char === '?' ? '%3F' : '%23'));
  const special = WITH_HOST.has(protocol.slice(0, -1));
  if (url.slashes || special) {
    if (url.slashes || host) {
      if (pathname && !pathname.startsWith('/')) pathname = `/${pathname}`;
      host = `//${host}`;
    } else if (protocol === 'file:') {
      host = '//';
    }
  }
  search = search.replaceAll('#', '%23');
  if (hash && !hash.startsWith('#')) hash = `#${hash}`;
  if (search && !search.startsWith('?')) search = `?${search}`;
  return protocol + host + pathname + search + hash;
};

exports.resolve = function resolve(from, to) {
  const base = exports.parse(from, false, true);
  const link = exports.parse(to, false, true);
  if (to === '') return exports.formatObject({ ...base, hash: null });
  if (link.protocol && link.protocol !== base.protocol) return link.href;
  const result = { ...base, hash: link.hash, search: link.search, query: link.query };
  if (link.hostname || link.host) {
    Object.assign(result, { auth: link.auth, host: link.host, hostname: link.hostname, port: link.port });
    result.slashes = link.slashes ?? base.slashes;
    result.pathname = tidy(link.pathname ?? '', Boolean(link.host));
  } else if (link.pathname === null) {
    result.pathname = base.pathname;
    if (link.search === null) result.search = base.search;
  } else if (link.pathname.startsWith('/')) {
    result.pathname = tidy(link.pathname, true);
  } else {
    const folder = base.pathname === null ? '' : base.pathname.slice(0, base.pathname.lastIndexOf('/') + 1);
    const absolute = folder.startsWith('/') || Boolean(base.host);
    result.pathname = tidy(folder + link.pathname, absolute);
  }
  if (link.hostname === null && link.auth !== null) result.auth = link.auth;
  if (link.host && link.auth) Object.assign(result, { auth: link.auth });
  if (!base.slashes && base.host && !link.host && link.pathname !== null && !WITH_HOST.has(base.protocol?.slice(0, -1))) {
    // `mailto:a@b` and `c` make `mailto:a@c`: the last part of the address is replaced.
    Object.assign(result, { host: link.pathname, hostname: link.pathname, port: null, pathname: null });
  }
  return exports.formatObject(result);
};

// Takes `.` and `..` out of a path.
function tidy(path, absolute) {
  const parts = path.split('/');
  const last = parts.at(-1);
  const kept = [];
  for (const part of parts) {
    if (part === '.') continue;
    if (part === '..') {
      if (kept.length > (kept[0] === '' ? 1 : 0) && kept.at(-1) !== '..') kept.pop();
      else if (!absolute) kept.push('..');
      continue;
    }
    kept.push(part);
  }
  if ((last === '.' || last === '..') && kept.at(-1) !== '') kept.push('');
  const tidied = kept.join('/');
  return absolute && !tidied.startsWith('/') ? `/${tidied}` : tidied;
}
