'use strict';
// util.parseArgs: options and positionals of a command line.

const { nodeError } = require('internal/errors');
const check = require('internal/validators');

const own = (object, key) => Object.prototype.hasOwnProperty.call(object, key);

// What the arguments are, one token each, before any is judged.
function tokenize(args, options) {
  const tokens = [];
  const longOf = (short) => {
    for (const name of Object.keys(options)) if (options[name].short === short) return name;
    return short;
  };
  const typeOf = (name) => (own(options, name) ? options[name].type : undefined);
  const rest = [...args];
  let index = -1;
  let group = 0; // entries of `rest` that came out of a group such as -abc
  while (rest.length > 0) {
    const argument = rest.shift();
    const next = rest[0];
    if (group > 0) group--;
    else index++;
    if (argument === '--') {
      tokens.push({ kind: 'option-terminator', index });
      for (const value of rest) tokens.push({ kind: 'positional', index: ++index, value });
      break;
    }
    if (/^-[^-]$/.test(argument)) {
      const name = longOf(argument[1]);
      let value;
      let inlineValue;
      if (typeOf(name) === 'string' && next !== undefined) {
        value = rest.shift();
        inlineValue = false;
      }
      tokens.push({ kind: 'option', name, rawName: argument, index, value, inlineValue });
      if (value !== undefined) index++;
    } else if (/^-[^-]/.test(argument)) {
      index = shortGroup(argument, { tokens, rest, index, longOf, typeOf, grow: (count) => { group += count; } });
    } else if (/^--[^]/.test(argument) && argument.indexOf('=', 3) < 0) {
      const name = argument.slice(2);
      let value;
      let inlineValue;
      if (typeOf(name) === 'string' && next !== undefined) {
        value = rest.shift();
        inlineValue = false;
      }
      tokens.push({ kind: 'option', name, rawName: argument, index, value, inlineValue });
      if (value !== undefined) index++;
    } else if (/^--[^]/.test(argument)) {
      const at = argument.indexOf('=', 3);
      const name = argument.slice(2, at);
      tokens.push({
        kind: 'option', name, rawName: `--${name}`, index, value: argument.slice(at + 1), inlineValue: true,
      });
    } else {
      tokens.push({ kind: 'positional', index, value: argument });
    }
  }
  return tokens;
}

// -abc is -a -b -c, or -a with the value "bc" when `a` takes one.
function shortGroup(argument, { tokens, rest, index, longOf, typeOf, grow }) {
  const name = longOf(argument[1]);
  if (typeOf(name) === 'string') {
    tokens.push({
      kind: 'option', name, rawName: `-${argument[1]}`, index, value: argument.slice(2), inlineValue: true,
    });
    return index;
  }
  const expanded = [];
  for (let at = 1; at < argument.length; at++) {
    const last = at === argument.length - 1;
    if (last || typeOf(longOf(argument[at])) !== 'string') {
      expanded.push(`-${argument[at]}`);
    } else {
      expanded.push(`-${argument.slice(at)}`);
      break;
    }
  }
  rest.unshift(...expanded);
  grow(expanded.length);
  return index;
}

function refuseUnknown(token, options, allowPositionals) {
  if (own(options, token.name)) return;
  throw nodeError('ERR_PARSE_ARGS_UNKNOWN_OPTION', token.rawName, allowPositionals);
}

function checkUsage(token, options) {
  const { short, type } = options[token.name];
  const shown = `${short && token.rawName.startsWith('-') ? `-${short}, ` : ''}--${token.name}`;
  if (type === 'string' && typeof token.value !== 'string') {
    throw nodeError('ERR_PARSE_ARGS_INVALID_OPTION_VALUE', `Option '${shown} <value>' argument missing`);
  }
  if (type === 'boolean' && token.value !== undefined) {
    throw nodeError('ERR_PARSE_ARGS_INVALID_OPTION_VALUE', `Option '${shown}' does not take an argument`);
  }
  if (!token.inlineValue && typeof token.value === 'string' && /^-./.test(token.value)) {
    const hint = token.rawName.startsWith('--')
      ? `'${token.rawName}=-XYZ'` : `'--${token.name}=-XYZ' or '${token.rawName}-XYZ'`;
    throw nodeError('ERR_PARSE_ARGS_INVALID_OPTION_VALUE',
      `Option '${token.rawName}' argument is ambiguous.\nDid you forget to specify the option argument for ` +
      `'${token.rawName}'?\nTo specify an option argument starting with a dash use ${hint}.`);
  }
}

function store(values, options, name, value) {
  if (name === '__proto__') return;
  if (options[name]?.multiple) (values[name] ??= []).push(value);
  else values[name] = value;
}

function checkOptions(options) {
  for (const [name, option] of Object.entries(options)) {
    check.validateObject(option, `options.${name}`);
    if (option.type !== 'string' && option.type !== 'boolean') {
      throw nodeError('ERR_INVALID_ARG_TYPE', `options.${name}.type`, "('string|boolean')", option.type);
    }
    if (own(option, 'short')) {
      check.validateString(option.short, `options.${name}.short`);
      if (option.short.length !== 1) {
        throw nodeError('ERR_INVALID_ARG_VALUE', `options.${name}.short`, option.short, 'must be a single character');
      }
    }
    if (own(option, 'multiple')) check.validateBoolean(option.multiple, `options.${name}.multiple`);
    if (option.default !== undefined) {
      const one = option.type === 'string' ? check.validateString : check.validateBoolean;
      const label = `options.${name}.default`;
      if (!option.multiple) one(option.default, label);
      else {
        check.validateArray(option.default, label);
        option.default.forEach((value, at) => one(value, `${label}[${at}]`));
      }
    }
  }
}

// With -e there is no script among the arguments.
const mainArguments = () =>
  process.argv.slice(process.execArgv.some((one) => /^(?:-[ep]|--eval|--print)/.test(one)) ? 1 : 2);

exports.parseArgs = function parseArgs(config = {}) {
  const {
    args = mainArguments(), strict = true, allowPositionals = !strict, tokens: wantTokens = false,
    allowNegative = false, options = {},
  } = config;
  check.validateArray(args, 'args');
  for (const name of ['strict', 'allowPositionals', 'tokens', 'allowNegative']) {
    if (config[name] !== undefined) check.validateBoolean(config[name], name);
  }
  check.validateObject(options, 'options');
  checkOptions(options);

  const tokens = tokenize(args, options);
  const result = { values: { __proto__: null }, positionals: [] };
  if (wantTokens) result.tokens = tokens;
  for (const token of tokens) {
    if (token.kind === 'option') {
      const negated = allowNegative && token.name.startsWith('no-')
        ? token.name.slice(3) : undefined;
      if (negated !== undefined && (!own(options, negated) || options[negated].type === 'boolean')) {
        if (strict) refuseUnknown({ ...token, name: negated }, options, allowPositionals);
        token.name = negated;
        if (strict) checkUsage(token, options);
        store(result.values, options, negated, token.value ?? false);
        continue;
      }
      if (strict) {
        refuseUnknown(token, options, allowPositionals);
        checkUsage(token, options);
      }
      store(result.values, options, token.name, token.value ?? true);
    } else if (token.kind === 'positional') {
      if (!allowPositionals) throw nodeError('ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL', token.value);
      result.positionals.push(token.value);
    }
  }
  for (const [name, option] of Object.entries(options)) {
    if (option.default !== undefined && result.values[name] === undefined) result.values[name] = option.default;
  }
  return result;
};
