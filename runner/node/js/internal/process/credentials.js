'use strict';
// The functions of `process` by which it becomes another user, group or program.
//
// native:
//   userId(name), groupId(name)   a number, or undefined
//   become(function, id), setGroups(ids), initGroups(user, group)
//                                 zero, or the system's error number below zero
//   execve(path, args, pairs)     the system's error number, if it comes back

const { codedError, nodeError } = require('internal/errors');
const { validateArray, validateObject, validateString, validateUint32 } = require('internal/validators');

// A user or group by number or name; `what` says which in messages.
function idOf(value, name, what) {
  if (typeof value === 'number') {
    validateUint32(value, name);
    return value;
  }
  if (typeof value !== 'string') throw nodeError('ERR_INVALID_ARG_TYPE', name, ['number', 'string'], value);
  const id = what === 'User' ? native.userId(value) : native.groupId(value);
  if (id === undefined) {
    throw codedError('Error', 'ERR_UNKNOWN_CREDENTIAL', `${what} identifier does not exist: ${value}`);
  }
  return id;
}

// The system's error of a call, by its number below zero; `subject` stands behind the message.
function failure(number, syscall, subject = '') {
  const { getSystemErrorMessage, getSystemErrorName } = require('internal/util/system_errors');
  const code = getSystemErrorName(number);
  const error = codedError('Error', code, `${code}, ${getSystemErrorMessage(number)}${subject}`);
  return Object.assign(error, { errno: -number, syscall });
}

function settle(result, syscall) {
  if (result !== 0) throw failure(result, syscall);
}

const becoming = (name, what) => {
  const become = (id) => settle(native.become(name, idOf(id, 'id', what)), name);
  return Object.defineProperty(become, 'name', { value: '', configurable: true });
};

exports.setuid = becoming('setuid', 'User');
exports.seteuid = becoming('seteuid', 'User');
exports.setgid = becoming('setgid', 'Group');
exports.setegid = becoming('setegid', 'Group');

exports.setgroups = function setgroups(groups) {
  validateArray(groups, 'groups');
  settle(native.setGroups(groups.map((group, index) => idOf(group, `groups[${index}]`, 'Group'))), 'setgroups');
};

exports.initgroups = function initgroups(user, extraGroup) {
  if (typeof user !== 'string') idOf(user, 'user', 'User');
  const group = idOf(extraGroup, 'extraGroup', 'Group');
  if (typeof user === 'string') idOf(user, 'user', 'User');
  settle(native.initGroups(user, group), 'initgroups');
};

const holdsNull = (text) => text.includes('\0');

exports.execve = function execve(execPath, args = [], env = process.env) {
  validateString(execPath, 'execPath');
  validateArray(args, 'args');
  args.forEach((arg, index) => {
    if (typeof arg !== 'string' || holdsNull(arg)) {
      throw nodeError('ERR_INVALID_ARG_VALUE', `args[${index}]`, arg, 'must be a string without null bytes');
    }
  });
  validateObject(env, 'env');
  const pairs = Object.entries(env).map(([name, value]) => {
    if (typeof value !== 'string' || holdsNull(value) || holdsNull(name)) {
      const rule = 'must be an object with string keys and values without null bytes';
      throw nodeError('ERR_INVALID_ARG_VALUE', 'env', env, rule);
    }
    return `${name}=${value}`;
  });
  const result = native.execve(execPath, args, pairs);
  throw Object.assign(failure(-result, 'execve', ` '${execPath}'`), { path: execPath });
};
