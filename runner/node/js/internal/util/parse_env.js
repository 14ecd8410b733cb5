'use strict';
// util.parseEnv: the text of a .env file as an object.

const LINE = /^[ \t]*(?:export[ \t]+)?([^\s=#][^\s=]*)[ \t]*=[ \t]*(?:'([^']*)'|"([^"]*)"|`([^`]*)`|([^\n#]*))/gm;

exports.parseEnv = function parseEnv(content) {
  require('internal/validators').validateString(content, 'content');
  const variables = { __proto__: null };
  for (const [, name, single, double, back, bare] of content.replaceAll('\r\n', '\n').matchAll(LINE)) {
    variables[name] = single ?? double?.replaceAll('\\n', '\n') ?? back ?? bare.trim();
  }
  return variables;
};
