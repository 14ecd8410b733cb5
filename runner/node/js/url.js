// The module `url`: the WHATWG classes, paths as URLs, and the legacy parser.
// The legacy half is in its own file, compiled when a script asks for it.
//
// native:
//   URL, URLSearchParams        the classes
//   fileURLToPath(url), pathToFileURL(path), domainToASCII(text), domainToUnicode(text)

const { nodeError } = require('internal/errors');

exports.URL = native.URL;
exports.URLSearchParams = native.URLSearchParams;
exports.domainToASCII = native.domainToASCII;
exports.domainToUnicode = native.domainToUnicode;
exports.fileURLToPath = native.fileURLToPath;
exports.pathToFileURL = native.pathToFileURL;

exports.fileURLToPathBuffer = function fileURLToPathBuffer(path) {
  return require('buffer').Buffer.from(native.fileURLToPath(path));
};

exports.urlToHttpOptions = function urlToHttpOptions(url) {
  if (typeof url?.href !== 'string' || typeof url.protocol !== 'string') {
    throw nodeError('ERR_INVALID_ARG_TYPE', 'url', 'URL', url);
  }
  const { protocol, hostname, hash, search, pathname, href, port, username, password } = url;
  const options = {
    __proto__: null,
    ...url,
    protocol,
    hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    hash,
    search,
    pathname,
    path: `${pathname || ''}${search || ''}`,
    href,
  };
  if (port !== '') options.port = Number(port);
  if (username || password) options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return options;
};

require('internal/lazy').defineLazy(exports, 'URLPattern', () => require('internal/url/pattern').URLPattern);

const legacy = () => require('internal/url/legacy');

exports.Url = function Url() {
  Object.assign(this, legacy().emptyUrl());
};
exports.Url.prototype.parse = function parse(...args) {
  return Object.assign(this, legacy().parse(...args));
};
exports.Url.prototype.format = function format() {
  return legacy().formatObject(this);
};
exports.Url.prototype.resolve = function resolve(relative) {
  return legacy().resolve(this.format(), relative);
};

exports.parse = (url, parseQuery, slashesDenoteHost) => {
  if (url instanceof exports.Url) return url;
  return Object.assign(Object.create(exports.Url.prototype), legacy().parse(url, parseQuery, slashesDenoteHost));
};
exports.format = (url, options) => legacy().format(url, options);
exports.resolve = (from, to) => legacy().resolve(from, to);
exports.resolveObject = (from, to) => exports.parse(legacy().resolve(from, to), false, true);
